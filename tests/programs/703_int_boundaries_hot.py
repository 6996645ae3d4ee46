# Loops that cross 2^62 and 2^63, in sums, products, shifts, comparisons, ranges, and come back.
def climb(start, step, n):
    x = start
    marks = []
    for i in range(n):
        x += step
        if i % 50 == 0: marks.append(x)
    return marks
print(climb(2 ** 62 - 120, 1, 300))
print(climb(2 ** 63 - 120, 1, 300)[-2:])
print(climb(-2 ** 62 + 120, -1, 300))
print(climb(2 ** 62 + 100, -1, 300))
def product(n):
    out = []
    x = 1
    for i in range(n):
        x = x * 3
        if x > 2 ** 66: x = x >> 60
        out.append(x % 1000)
    return sum(out), x
print(product(500))
def shift(n):
    x = 1
    s = 0
    for i in range(n):
        x <<= 1
        if x.bit_length() > 70: x >>= 65
        s ^= x
    return s
print(shift(400))
def compare(n):
    c = 0
    lim = 2 ** 62
    for i in range(n):
        v = lim - n // 2 + i
        if v < lim: c += 1
        elif v == lim: c += 1000
        else: c += 1000000
        if -v >= -lim: c += 5
        if v == float(v): c += 7
    return c
print(compare(400))
def negate(values, n=100):
    out = []
    for v in values:
        for _ in range(n): r = (-v, ~v, abs(v), v - 1, v + 1, v * -1, v // -1, v % 10, v & -1, v | 0)
        out.append(r)
    return out
for r in negate([0, 1, -1, 2 ** 62 - 1, -2 ** 62, 2 ** 62, -2 ** 62 - 1, 2 ** 63, -2 ** 63]): print(r)
def ranges():
    return [sum(range(2 ** 62 - 3, 2 ** 62 + 3)), [i - 2 ** 62 for i in range(2 ** 62 + 2, 2 ** 62 - 3, -2)], sum(i & 1 for i in range(2 ** 63 - 50, 2 ** 63 + 50))]
print(ranges())
def fact(n):
    r = 1
    for i in range(2, n): r *= i
    return r
print([fact(k) for k in (15, 20, 21, 25, 30)])
def collatz(n):
    best = 0
    for i in range(1, n):
        x, c = i, 0
        while x != 1:
            x = x // 2 if x % 2 == 0 else 3 * x + 1
            c += 1
        best = max(best, c)
    return best
print(collatz(800), collatz(3))
def lcg(n):
    x = 12345
    h = 0
    for _ in range(n):
        x = (x * 6364136223846793005 + 1442695040888963407) % 2 ** 64
        h ^= x >> 33
    return x, h
print(lcg(1000))
def xorshift(n):
    x = 88172645463325252
    for _ in range(n):
        x ^= (x << 13) & 0xFFFFFFFFFFFFFFFF
        x ^= x >> 7
        x ^= (x << 17) & 0xFFFFFFFFFFFFFFFF
    return x
print(xorshift(1000))
def fnv(s):
    h = 14695981039346656037
    for _ in range(20):
        for c in s.encode():
            h = ((h ^ c) * 1099511628211) & (2 ** 64 - 1)
    return h
print(fnv('the quick brown fox'))
def mixedf(n):
    x = 0
    for i in range(n):
        x = x + i if i % 3 else x + 0.5
        if i == n // 2: x = int(x) + 2 ** 62
    return x
print(mixedf(300))
def divs(n):
    s = 0
    for i in range(-n, n):
        if i: s += (2 ** 62 // i) % 1000 + (-2 ** 63 % i) + divmod(2 ** 64 + i, i)[1]
    return s
print(divs(300))
d = {}
for i in range(2 ** 62 - 5, 2 ** 62 + 5): d[i] = i - 2 ** 62
print(sum(d.values()), d[2 ** 62], 2 ** 62 - 1 in d, [2 ** 62] == [4611686018427387904], hash(2 ** 62), hash(-2 ** 62), 2 ** 62 is not None)
