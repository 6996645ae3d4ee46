# for over every kind of iterable in hot loops: ranges of all shapes, strings, bytes, views, zip, enumerate, reversed, map, filter.
def ranges(n):
    out = []
    for a, b, s in ((0, n, 1), (n, 0, -1), (0, n, 7), (n, -n, -13), (5, 5, 1), (10, 0, 1), (0, 10, -1), (-n, n, n), (2 ** 62 - 50, 2 ** 62 + 50, 3),
                    (2 ** 63 - 2, 2 ** 63 + 3, 1), (2 ** 70, 2 ** 70 + 400, 9), (-2 ** 63 + 3, -2 ** 63 - 4, -1), (0, 2 ** 80, 2 ** 78)):
        c = t = 0
        last = None
        for x in range(a, b, s):
            c += 1
            t += x
            last = x
        out.append((c, t, last))
    return out
for _ in range(3): r = ranges(300)
print(r)
def huge_break(n):
    for i in range(10 ** 30):
        if i > n: break
    for j in range(-10 ** 30, 10 ** 30):
        if j > -10 ** 30 + n: break
    for k in range(2 ** 63 - 1 - n, 2 ** 63 + 10 ** 9):
        if k > 2 ** 63: break
    return i, j, k
print(huge_break(300))
def leftover(n):
    i = 'unset'
    out = []
    for k in range(n):
        for i in range(k % 4): pass
        if k % 50 < 5: out.append(i)
    return out
print(leftover(200))
def assigned(n):
    seen = []
    for i in range(n):
        j = i
        i = i * 1000
        if j % 60 == 0: seen.append((j, i))
    return seen, i
print(assigned(200))
def text(s, n):
    h, c = 0, {}
    for _ in range(n):
        for ch in s:
            h = (h * 31 + ord(ch)) % 1000003
            c[ch] = c.get(ch, 0) + 1
    return h, sorted(c.items())
print(text('añ€😀z', 60), text('', 60), text('abc', 100))
def raw(n):
    t = []
    for kind in (bytes(range(250, 256)), bytearray(b'\x00\x7f\x80'), memoryview(b'xyz'), memoryview(b'abcd')[::-1]):
        s = 0
        for _ in range(n):
            for b in kind: s = s * 3 + b & 0xFFFFFF
        t.append(s)
    return t
print(raw(80))
def pairs(n):
    a, b, c = list(range(n)), 'xyz' * n, (i / 2 for i in range(n - 3))
    s, last = 0, None
    for i, (x, y, z) in enumerate(zip(a, b, c), start=5):
        s += i * x + ord(y) + z
        last = (i, x, y, z)
    left = list(zip(a[:3], iter(int, 1)))
    try:
        for p in zip(range(n), range(n - 1), strict=True): last2 = p
    except ValueError as e: err = str(e)
    return s, last, left, last2, err, next(c, 'c is empty')
print(pairs(400))
def views(n):
    d = {i * 3: str(i) for i in range(20)}
    r = [0, 0, 0]
    for _ in range(n):
        for k in d: r[0] += k
        for v in d.values(): r[1] += len(v)
        for k, v in d.items(): r[2] += k - int(v)
        for k in reversed(d): r[0] -= k // 3
    return r
print(views(60))
def backwards(n):
    out = []
    for seq in ([1, 2, 3], (4, 5), 'añ😀', range(0, 10, 3), {7: 1, 8: 2}, b'AB'):
        for _ in range(n): acc = [x for x in reversed(seq)]
        out.append(acc)
    return out
print(backwards(100))
def lazy(n):
    m = map(lambda x, y: x * y, range(n), range(5, n))
    f = filter(None, (i % 3 for i in range(n)))
    g = filter(lambda v: v % 10 == 0, m)
    s = sum(f)
    t = c = 0
    for v in g: t += v; c += 1
    return s, t, c, next(m, None)
print(lazy(500))
class Old:
    def __init__(self, n): self.n = n
    def __getitem__(self, i):
        if i >= self.n: raise IndexError(i)
        return i * i
class Own:
    def __init__(self, n): self.i, self.n = 0, n
    def __iter__(self): return self
    def __next__(self):
        if self.i >= self.n: raise StopIteration
        self.i += 1
        return self.i
def protocols(n):
    s, o = 0, Own(n)
    for v in Old(n): s += v
    for v in o: s -= v
    for v in o: s += 10 ** 9
    o.n += 5
    for v in o: s += v
    sentinel = Own(n)
    for v in iter(sentinel.__next__, n // 2): s += 1
    return s, v, sentinel.i
print([protocols(k) for k in (2, 50, 400)])
