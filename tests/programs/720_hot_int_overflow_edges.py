# Int arithmetic that crosses 31, 62, 63 and 64 bits in the middle of a hot loop and comes back, in every operator.
def walk(start, step, n):
    x, seen = start, []
    for i in range(n):
        x = x + step
        if i % 40 == 0: seen.append(x)
    return seen
for edge in (2 ** 30, 2 ** 31, 2 ** 61, 2 ** 62, 2 ** 63, 2 ** 64):
    print(edge, walk(edge - 100, 1, 200), walk(-edge + 100, -1, 200))
def up_and_down(n):
    x = 1
    out = []
    for i in range(n):
        if i % 130 < 65: x = x * 2 + 1
        else: x = x >> 1
        if i % 13 == 0 or x.bit_length() in (61, 62, 63, 64): out.append(x)
    return out
print(up_and_down(400))
def mixed_ops(n):
    a, b, out = 2 ** 62 - 3, -(2 ** 62) + 3, []
    for i in range(n):
        s = a + b
        d = a - b
        m = a * (i - n // 2)
        q = m // (b or 1)
        r = m % (b or 1)
        assert q * b + r == m and (r == 0 or (r < 0) == (b < 0)), (i, q, r)
        if i % 50 in (0, 1, 49): out.append((i, s, d, m, q, r))
        a += 1
        b -= 1
    return out
for row in mixed_ops(300): print(row)
def negate(n):
    x = -(2 ** 62) + n // 2
    out = []
    for i in range(n):
        y = -x
        z = abs(x)
        w = ~x
        if y != z or w != y - 1: out.append(('bad', i))
        if i % 30 == 0: out.append((x, y, w))
        x -= 1
    return out
print(negate(240))
def min_over_minus_one(n):
    out = set()
    for i in range(n):
        for e in (62, 63, 64):
            x = -(2 ** e)
            out.add((x // -1, x % -1, -x, x * -1, abs(x), divmod(x, -1)))
    return sorted(out)
print(min_over_minus_one(100))
def factorial(n):
    p, out = 1, []
    for i in range(1, n):
        p *= i
        if 18 <= i <= 24: out.append(p)
    for i in range(n - 1, 0, -1):
        assert p % i == 0
        p //= i
        if 18 <= i <= 24: out.append(p)
    return out, p
for _ in range(4): r = factorial(60)
print(r)
def fib_mod(n):
    a, b, out = 0, 1, []
    for i in range(n):
        a, b = b, a + b
        if i % 30 == 0: out.append((i, a & 0xFFFFFFFFFFFFFFFF, a % 1000003, -a % 97))
    return out
print(fib_mod(300))
def lcg(n):
    x, out = 12345, []
    for i in range(n):
        x = (x * 6364136223846793005 + 1442695040888963407) & (2 ** 64 - 1)
        y = x - 2 ** 64 if x >> 63 else x
        if i % 100 == 0: out.append((x, y, x ^ y & (2 ** 63 - 1), hash(x)))
    return out
print(lcg(900))
def compare_edges(n):
    edges = [2 ** e + d for e in (30, 53, 62, 63, 64) for d in (-1, 0, 1)]
    edges += [-e for e in edges]
    count = [0] * 6
    for i in range(n):
        a, b = edges[i % len(edges)], edges[(i * 7 + i // 30) % len(edges)]
        count[0] += a < b
        count[1] += a <= b
        count[2] += a == b
        count[3] += a != b
        count[4] += a > b
        count[5] += a >= b
        if i % 500 == 499: print(count)
compare_edges(2000)
