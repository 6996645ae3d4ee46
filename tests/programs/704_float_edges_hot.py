# -0.0, nan, inf and subnormals in hot loops.
from math import copysign, isnan, inf, nan
def signs(n):
    out = []
    x = 0.0
    for i in range(n):
        x = -x
        if i % 50 == 0: out.append(str(x))
    return out
print(signs(200))
def zero_mul(n):
    c = 0
    for i in range(-n, n):
        z = i * 0.0
        if copysign(1, z) < 0: c += 1
        if str(z + 0.0) == '0.0': c += 1000
        if str(z - 0.0) == '-0.0': c += 1000000
    return c
print(zero_mul(200))
def nan_loop(n):
    x, c = 1.0, [0] * 6
    for i in range(n):
        if i == n // 2: x = nan
        c[0] += x == x
        c[1] += x != x
        c[2] += x < 1
        c[3] += not (x >= 1)
        c[4] += x in [x]
        c[5] += bool(x)
    return c
print(nan_loop(300))
def overflow(n):
    x = 1.0
    seen = []
    for i in range(n):
        x *= 1e3
        if x == inf:
            seen.append(i)
            x = 1.0
    return seen
print(overflow(400))
def underflow(n):
    x, out = 1.0, []
    for i in range(n):
        x /= 10
        if x == 0:
            out.append(i)
            x = 1.0
    return out
print(underflow(1000))
def minmax(n):
    a, b = inf, -inf
    for i in range(n):
        v = (i * 7919 % 1000) / 7 - 50
        if v < a: a = v
        if v > b: b = v
    return a, b
print(minmax(500))
def inf_arith(n):
    r = []
    x = 1e308
    for i in range(n):
        y = x * 10 - x * 10 if i > n // 2 else x - x
        z = y + i
        r.append('nan' if isnan(z) else z)
    return r[0], r[n // 2], r[-1], len(set(map(str, r)))
print(inf_arith(200))
def halves(n):
    x = 1.0
    for i in range(n):
        x = x / 2 if i % 2 else x * 3
        if x > 1e10: x = 5e-324
    return x
print(halves(500))
