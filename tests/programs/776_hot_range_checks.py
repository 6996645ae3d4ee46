# Where a range analysis could go wrong: bounds, masks, counters near the limits, indexes that go negative, steps, lengths that change.
def masks(n):
    table, t = list(range(256)), 0
    for i in range(-n, n):
        t += table[i & 255] - table[(i * i) & 127] + table[i % 256] + table[-1 - (i & 15)]
        t += table[abs(i) >> 3 & 255] + table[~i & 255]
    return t
print(masks(300))
def bounds(n):
    out = []
    for lo, hi, step in ((0, 10, 1), (-5, 5, 1), (9, -11, -1), (0, 12, 1), (0, -12, -1), (5, 50, 5)):
        l, s, k = list(range(10)), 0, 0
        for _ in range(n):
            try:
                for k in range(lo, hi, step): s += l[k]
            except IndexError as e: s += 1000; l.append(1) if len(l) < 11 else None
        out.append((s, k, len(l)))
    return out
print(bounds(60))
def counters(n):
    edges = []
    for start in (2 ** 31, 2 ** 32, 2 ** 53, 2 ** 62, 2 ** 63, 2 ** 64):
        c = t = 0
        for i in range(start - n, start + n):
            c += 1
            t ^= i
            if i + 1 <= i or i - 1 >= i or i * 2 != i + i: t = 'bad'
        edges.append((c, t, i))
        for i in range(-start + n, -start - n, -3): c += i < -start
        edges.append((c, i))
    return edges
print(counters(100))
def while_counters(n):
    out = []
    for start in (2 ** 62 - n, 2 ** 63 - n, -2 ** 63 + n):
        i, k = start, 0
        while k < 2 * n:
            i += 1 if start > 0 else -1
            k += 1
        out.append((i, i == start + (2 * n if start > 0 else -2 * n)))
    return out
print(while_counters(150))
def squares(n):
    out = []
    for base in (46340, 2 ** 31 - 5, 3037000499 - n // 2, 2 ** 32 - n):
        s = m = 0
        for i in range(base, base + n):
            s += i * i
            m = max(m, i * i - i)
            if i * i // i != i: s = 'bad'
        out.append((s, m))
    return out
print(squares(200))
def shrinking(n):
    l, t, errs = list(range(n)), 0, 0
    for i in range(n):
        try: t += l[i] + l[len(l) - 1] + l[-len(l)]
        except IndexError: errs += 1
        if i % 3 == 0 and l: l.pop()
    return t, errs, len(l)
print(shrinking(300))
def length_in_condition(n):
    l, i, t = [0] * 10, 0, 0
    while i < len(l):
        t += l[i] + i
        if i % 9 == 0 and len(l) < n: l += [i] * 10
        if i % 50 == 49: del l[-5:]
        i += 1
    return t, i, len(l)
print(length_in_condition(300))
def negative_indexes(n):
    s, t = 'abcdefg', 0
    l = [ord(c) for c in s]
    for i in range(n):
        k = i % 15 - 7
        try: t += l[k] - ord(s[k])
        except IndexError as e: t += 1
        try: l[k] = l[k] + 0
        except IndexError: t += 100
        t += len(s[k:]) + len(l[:k])
    return t
print(negative_indexes(300))
def division_ranges(n):
    t = 0
    for i in range(-n, n):
        q, r = i // 7, i % 7
        t += (0 <= r < 7) + (q * 7 + r == i) * 10 + (-i // 7 == -(i // 7)) * 100 + (i >> 2 == i // 4) * 1000 + (i & 3 == i % 4) * 10000
        t += [1, 2, 3, 4, 5, 6, 7][r] + [5, 6, 7][i % -3]
    return t
print(division_ranges(200))
def loop_bounds_change(n):
    out, hi, step = [], n, 1
    for i in range(hi):
        hi = 5
        if i % 70 == 0: out.append(i)
    for i in range(0, n, step):
        step = 100
        i += 50
        if i % 90 == 0: out.append(i)
    r = range(n)
    for i in r:
        r = range(3)
        if i == n - 1: out.append(r)
    return out
print(loop_bounds_change(300))
def nested_bounds(n):
    t = 0
    for i in range(n):
        for j in range(i, min(i + 5, n)):
            for k in range(j - i):
                t += (n - j) * k + [10, 20, 30, 40][k]
        for j in range(n - i, n - i - 3, -1): t -= j if j > 0 else -1
    return t
print(nested_bounds(120))
def chr_ord(n):
    t, s = 0, ''
    for i in range(n):
        c = chr((i * 5) % 26 + 97)
        k = (ord(c) - 97 + i) % 26
        t += k
        b = bytes([i & 255, k, 255 - (i & 127)])
        t += b[0] + b[1] - b[2]
        s = (s + chr(k + 65))[-6:]
        try: bytes([i - 5])
        except ValueError: t += 10 ** 6
    return t, s
print(chr_ord(400))
def xrange_like(n):
    class R:
        def __init__(self, a, b): self.a, self.b = a, b
        def __iter__(self):
            while self.a < self.b:
                yield self.a
                self.a += 1
    r, t = R(0, n), 0
    for i in r:
        t += i
        if i == 100: r.b = 150
        if i == 120: r.a = 2 ** 62
        if i == 2 ** 62 + 1: break
    r.b = r.a + 5
    return t, [x - 2 ** 62 for x in r]
print(xrange_like(200), [len(range(*a)) for a in ((10,), (0, 10, 3), (10, 0, -4), (5, 5), (0, 2 ** 62, 2 ** 60))])
