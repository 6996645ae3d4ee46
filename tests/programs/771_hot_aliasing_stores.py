# Loads and stores that may alias in hot loops: two names of one object, lists in themselves, callees that write behind the loop's back.
class P:
    def __init__(self, x): self.x, self.next = x, None
def two_names(n, a, b):
    s = 0
    for i in range(n):
        a.x = i
        b.x = -i
        s += a.x
        b.x, a.x = a.x + 1, b.x - 1
        s += b.x * 1000
    return s
p, q = P(0), P(0)
print(two_names(200, p, q), two_names(200, p, p), two_names(200, q, p), p.x, q.x)
def two_lists(n, a, b):
    s = 0
    for i in range(n):
        a[0] = i
        b[0] += 5
        s += a[0]
        b[-1] = a[0]
        s += a[-1] - b[0]
        if i == n // 2: a.append(7)
    return s, len(a), len(b)
l = [1, 2]
print(two_lists(200, l, l), two_lists(200, l, [1]), two_lists(200, [1], l), l)
def two_dicts(n, a, b):
    s = 0
    for i in range(n):
        a['k'] = i
        b['k'] = b.get('k', 0) + 2
        s += a['k']
        if i % 50 == 49: b.pop('k')
        s += len(a) + ('k' in a)
    return s
d = {}
print(two_dicts(200, d, d), two_dicts(200, d, {}), d)
def touch(o, i):
    if i % 64 == 63: o.x += 1000
    return 1
def hidden_writes(n, o):
    s, first = 0, o.x
    for i in range(n):
        before = o.x
        touch(o, i)
        after = o.x
        s += after - before
        o.x = after + 1
    return s, o.x - first
print(hidden_writes(300, P(0)), hidden_writes(300, P(0.5)))
def invariant(n, o, other, l):
    s = []
    t = 0
    for i in range(n):
        t += o.x + len(l) + l[0]
        if i % 70 == 69:
            other.x += 10
            l[0] = i
        if i % 90 == 89: l.insert(0, 0.5)
        if i % 50 == 0: s.append(t)
    return s
o = P(1)
print(invariant(300, o, o, [1]), invariant(300, o, P(1), [1]))
def self_reference(n):
    l = [0]
    l.append(l)
    t = 0
    for i in range(n):
        l[1][0] += 1
        t += l[0] + l[1][1][0]
        if i == 100: l[1] = [5, l]
        if i == 150: l[1][1] = l[1]
    return t, l[0], l[1][0]
print(self_reference(200))
def links(n):
    a, b, c = P(1), P(2), P(3)
    a.next, b.next, c.next = b, c, a
    t, cur = 0, a
    for i in range(n):
        cur.x += i
        t += cur.next.x * 3 + a.x
        cur = cur.next
        if i % 60 == 59: a.next, b.next, c.next = c, a, b
        if i == 150: cur.next = cur
        if i == 170: cur.next = P(0.5); cur.next.next = a
    return t, a.x, b.x, c.x
print(links(250))
def rows(n):
    shared = [[0] * 3] * 3
    own = [[0] * 3 for _ in range(3)]
    for i in range(n):
        for m in (shared, own):
            m[i % 3][i // 3 % 3] += i
            m[0][0], m[1][1] = m[1][1] + 1, m[0][0]
        if i == 100: shared[1] = shared[1][:]
    return shared, own
print(rows(200))
def iterate_and_write(n):
    l, s = [1, 2, 3], 0
    for i in range(n):
        for x in l:
            l[-1] = x + i
            s += l[2] * x
        for k, x in enumerate(l): l[(k + 1) % 3] = x % 1000
    return s, l
print(iterate_and_write(120))
class Counter:
    total = 0
    def __init__(self): self.n = 0
    def bump(self, other): self.n += 1; other.n += 2; Counter.total += self.n - other.n; return self.n
def methods(n, a, b):
    for i in range(n):
        r = a.bump(b) + b.bump(a)
        if i % 100 == 0: print(i, r, a.n, b.n, Counter.total)
c = Counter()
methods(201, c, c)
methods(201, c, Counter())
def bytes_views(n):
    b = bytearray(8)
    m, w, s = memoryview(b), memoryview(b).cast('I'), 0
    for i in range(n):
        m[i % 8] = i % 256
        s += b[i % 8] + (w[0] & 0xFF) + m[0]
        w[1] = i
        s += b[4]
        b[5] ^= 1
        s += w[1] >> 8 & 1
    return s, bytes(b)
print(bytes_views(300))
def globals_alias(n):
    g, s = globals(), 0
    for i in range(n):
        g['shared_name'] = i
        s += shared_name
        exec('shared_name += 1', g) if i % 50 == 0 else None
        s += g['shared_name'] - i
    return s
print(globals_alias(200))
