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
