# Floor division, modulo, shifts, powers and bit operations in hot loops: signs, zero, huge counts, and their errors.
def division(n):
    rows = []
    for i in range(n):
        a, b = i * 37 % 201 - 100, i * 53 % 41 - 20
        try:
            q, r = a // b, a % b
            assert (q, r) == divmod(a, b) and q * b + r == a
            t = a / b
        except ZeroDivisionError as e:
            q, r, t = 'zero', str(e), None
        if i % 60 in (0, 13): rows.append((a, b, q, r, t))
    return rows
for row in division(800): print(row)
def float_division(n):
    out, total = [], 0.0
    for i in range(n):
        a, b = (i * 37 % 201 - 100) / 8, (i * 53 % 41 - 20) / 4
        try:
            q, r = a // b, a % b
            total += q + r
        except ZeroDivisionError as e:
            out.append(str(e))
            continue
        if i % 100 == 3: out.append((a, b, q, r, divmod(a, -b)))
    return out, total
print(float_division(800))
def shifts(n):
    out = []
    for i in range(n):
        k = i % 130
        l = 1 << k
        m = -1 << k
        r = (2 ** 64 + 12345) >> k
        s = -(2 ** 64 + 12345) >> k
        if k in (0, 29, 30, 61, 62, 63, 64, 65, 66, 129) and i > n - 131: out.append((k, l, m, r, s))
    return out
for row in shifts(500): print(row)
def shift_errors(n):
    msgs = {}
    for i in range(n):
        k = i % 5 - 2
        try: v = 5 << k
        except ValueError as e: v = str(e)
        try: w = 5 >> k
        except ValueError as e: w = str(e)
        try: u = 0 << 10 ** 30 if i % 7 else 1 >> 10 ** 30
        except OverflowError as e: u = str(e)
        msgs[v, w, u] = msgs.get((v, w, u), 0) + 1
    return sorted(msgs.items(), key=str)
print(shift_errors(300))
def huge_shift(n):
    c = 0
    for i in range(n):
        c += (i - 5) >> (60 + i)
        c += -1 >> 10 ** 20
        c += (2 ** 200) >> (190 + i % 20)
    return c
print(huge_shift(300))
def powers(n):
    out = []
    for i in range(n):
        b, e = i % 9 - 4, i % 25 - 3
        try: p = b ** e
        except ZeroDivisionError as x: p = str(x)
        q = pow(b, abs(e), 1000)
        if i % 17 == 0 or i > n - 20: out.append((b, e, p, q))
    return out
for row in powers(450): print(row)
def pow_kinds(n):
    kinds = {}
    for i in range(n):
        x = (-8) ** (1 / 3) if i % 4 == 0 else 2.0 ** (i % 50) if i % 4 == 1 else 2 ** -(i % 3) if i % 4 == 2 else 3 ** 40
        kinds.setdefault(type(x).__name__, []).append(x)
    return {k: (len(v), v[len(v) // 2]) for k, v in kinds.items()}
print({k: (n, round(v.real, 12)) for k, (n, v) in pow_kinds(400).items()})
def bits(n):
    x, seen = 0b1011, []
    for i in range(n):
        x = (x << 3 ^ x >> 2 | i) & (1 << 70) - 1
        y = ~x & 0xFF | -i & 0xF0F0
        z = x ^ -1
        if i % 40 == 0: seen.append((x, y, z, x.bit_count(), (-x) & x))
    return seen
for row in bits(400): print(row)
def bools(n):
    acc, kinds = [0] * 6, set()
    for i in range(n):
        p, q = i % 2 == 0, i % 3 == 0
        for j, v in enumerate((p & q, p | q, p ^ q, p + q, not q, p * 3 - q)):
            acc[j] += v
            kinds.add((j, type(v).__name__))
        acc[0] += p is True and q is not False
    return acc, sorted(kinds)
print(bools(600))
