# Loops that cross 2^62 and 2^63, in sums, products, shifts, comparisons, ranges, and come back: more.
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
