# -0.0, nan, inf and subnormals in hot loops: more.
from math import copysign, isnan, inf, nan
def accumulate(n):
    s = c = 0.0
    for i in range(1, n):
        y = 1 / i - c
        t = s + y
        c = (t - s) - y
        s = t
    return s
print(accumulate(2000))
def mixed_zero(n):
    out = []
    for v in (0, 0.0, -0.0, False):
        s = v
        for _ in range(n): s = s * 1 if s == 0 else s
        out.append(repr(s))
        for _ in range(n): s = s + v
        out.append(repr(s))
    return out
print(mixed_zero(100))
def floordivmod(n):
    s = 0.0
    for i in range(1, n):
        s += (-i / 3) // 1 + (i * 0.7) % 1 - (i % -0.3)
    return s
print(floordivmod(500))
def powers(n):
    s = 0.0
    for i in range(n):
        s += (i * 0.01) ** 2 + (i + 1) ** 0.5 + 2.0 ** -(i % 60)
    return s
print(powers(500))
def cmp_int_float(n):
    c = 0
    for i in range(n):
        big = 2 ** 53 + i
        c += (big == float(big)) + (big < float(big)) * 1000 + (big > float(big)) * 1000000
    return c
print(cmp_int_float(300))
def conv(n):
    s = 0
    for i in range(n):
        x = i * 1.5 - 100
        s += int(x) + round(x) + (x // 1).__int__() + int(-x)
    return s
print(conv(400))
tiny = 5e-324
def immediate_edges(vals, n=100):
    out = []
    for v in vals:
        x = v
        for _ in range(n): x = (x * 1.0 + 0.0) if x == x else x
        out.append(repr(x))
    return out
print(immediate_edges([0.0, -0.0, tiny, -tiny, 2.2250738585072014e-308, 1e-300, 1e-77, 1e-76, 1.157920892373162e77, 1e78, 1e300, 1.7976931348623157e308, inf, -inf, 2.0 ** 255, 2.0 ** 256, 2.0 ** -255, 2.0 ** -256, 2.0 ** 127, 2.0 ** 128, 2.0 ** -127, 2.0 ** -128]))
