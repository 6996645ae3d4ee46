# Floats in hot loops: -0.0, nan, inf, mixes with int, comparisons with ints above 2**53, conversions and their errors.
import math
inf, nan = float('inf'), float('nan')
def signs(n):
    out = []
    for i in range(n):
        z = 0.0 * (i % 2 * -2 + 1)
        a, b, c, d = z + 0.0, z - 0.0, -z, 0 - z
        key = tuple(math.copysign(1.0, v) for v in (z, a, b, c, d, z * -1, z + -0.0, abs(z), z * 0))
        if i > n - 3: out.append((z, a, b, c, d, key))
    return out
print(signs(300))
def accumulate(n):
    x, out = 1.0, []
    for i in range(n):
        x = x * 2.0 if i < 1100 else x - inf if i < 1110 else x + 1
        if i in (100, 1022, 1023, 1024, 1099, 1100, 1101, 1111, n - 1): out.append((i, x, x == x, x > 0, x < 0))
    return out
print(accumulate(1200))
def compares(n):
    vals = [0, 0.0, -0.0, 1, 1.0, True, False, nan, inf, -inf,
            2 ** 53, 2 ** 53 + 1, float(2 ** 53), 10 ** 400, -10 ** 400, 2 ** 63, float(2 ** 63), 0.5]
    table = {}
    for i in range(n):
        a, b = vals[i % len(vals)], vals[i // len(vals) % len(vals)]
        table[i % len(vals), i // len(vals) % len(vals)] = (a < b) << 5 | (a <= b) << 4 | (a == b) << 3 | (a != b) << 2 | (a > b) << 1 | (a >= b)
    return [''.join(f'{table[j, k]:3o}' for k in range(len(vals))) for j in range(len(vals))]
for line in compares(18 * 18 * 2): print(line)
def nan_loop(n):
    x, hits = nan, [0] * 7
    for i in range(n):
        if i == n // 2: x = 1.0
        if x < 1: hits[0] += 1
        if not x < 1: hits[1] += 1
        if x >= 1: hits[2] += 1
        if not x >= 1: hits[3] += 1
        if x != x: hits[4] += 1
        if x in (x,): hits[5] += 1
        if 0 < x < 2 or not 0 < x: hits[6] += 1
        if i % 100 == 99: print(hits)
nan_loop(600)
def exits(limit):
    x, steps = 0.1, 0
    while not x > limit:
        x = x * 1.5 - 0.01
        steps += 1
        if steps > 700: return 'never', x
    return steps, x
print([exits(v) for v in (1, 10.0, 10 ** 20, 10 ** 400, inf, nan, 2 ** 70)])
def mixing(n):
    x, types, out = 0, '', []
    for i in range(n):
        x = x + (1 if i % 100 < 60 else 0.5 if i % 100 < 90 else True)
        if i % 100 == 99:
            out.append(x)
            x = int(x)
        if i % 25 == 0: types += type(x).__name__[0]
    return out, types
print(mixing(700))
def conversions(n):
    out = {}
    src = [1.9, -1.9, 2.5, 3.5, -0.5, 1e18, 1e19, 2.0 ** 63, -2.0 ** 63, 1e300, nan, inf, -inf, True, 7, 2 ** 80]
    for i in range(n):
        v = src[i % len(src)]
        row = []
        for f in (int, round, math.floor, math.ceil, math.trunc, float, bool, repr):
            try: row.append(f(v))
            except (ValueError, OverflowError) as e: row.append(str(e))
        out[i % len(src)] = row
    return out
for k, v in conversions(320).items(): print(k, v)
def int_to_float(n):
    out = []
    for i in range(n):
        big = 10 ** (i + 1)
        try: f = big / 3
        except OverflowError as e: f = str(e)
        try: g = float(big)
        except OverflowError as e: g = str(e)
        try: h = big * 0.5
        except OverflowError as e: h = str(e)
        if i in (14, 15, 22, 299, 307, 308, 309, 349): out.append((i, f, g, h))
    return out
print(int_to_float(350))
def exact(n):
    s, bad = 2 ** 53, []
    for i in range(n):
        if float(s) != s: bad.append(s - 2 ** 53)
        if s == float(s) and hash(s) != hash(float(s)): bad.append('hash')
        s += 1
    return bad[:8], len(bad)
print(exact(300))
