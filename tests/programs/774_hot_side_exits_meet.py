# Many paths through one loop body that meet again: each pair of branches becomes hot at another time, with different types at the join.
def paths(n, seed):
    x, a, b, hist = seed, 0, 0.0, [0] * 16
    out = []
    for i in range(n):
        x = (x * 69069 + 1) & 0xFFFFFFFF
        k = x >> 28
        if k & 1: a += 1
        else: a -= k
        if k & 2: b += a
        else: b = -b
        if k & 4: c = (a, b)
        else: c = [a, b]
        if k & 8: d = c[0]
        else: d = c[1]
        hist[k] += 1
        a = a % 1000 if d > 0 else a + 3
        b = b / 2 if abs(b) > 500 else b
        if i % 150 == 0: out.append((k, a, b, d))
    return out, hist
for s in (1, 7): print(*paths(1200, s))
def phases(n):
    v, s, trail = 0, 0, []
    for i in range(n):
        phase = i * 12 // n
        if phase % 3 == 0: v = i
        elif phase % 3 == 1: v = i / 4
        else: v = str(i)
        if phase % 4 == 0: w = v * 2
        elif phase % 4 == 1: w = v + v
        elif phase % 4 == 2: w = [v]
        else: w = (v, v)
        s += len(w) if isinstance(w, (list, tuple, str)) else int(w)
        if i * 12 % n < 12: trail.append((v, w, s))
    return trail
for row in phases(960): print(row)
def dispatch(n):
    def h0(s, i): return s + i
    def h1(s, i): return s - i
    def h2(s, i): return s * 1.0
    def h3(s, i): return int(s)
    def h4(s, i): raise ValueError(i)
    table, s, errs, x = [h0, h1, h2, h3, h4], 0, 0, 5
    for i in range(n):
        x = x * 75 % 65537
        try: s = table[x % (2 if i < 200 else 4 if i < 400 else 5)](s, i)
        except ValueError as e: errs += e.args[0]
        if i % 80 == 0: print(i, s, errs)
    return s, errs
print(dispatch(700))
def diamond(n):
    out = []
    for kind in range(4):
        acc = {}
        for i in range(n):
            r = None
            if i % 2 == 0:
                if i % 3 == 0: r = i
                elif kind & 1: r = i * 0.5
            else:
                if i % 5 == 0: r = -i
                elif kind & 2: r = 'odd'
            if r is None: continue
            if isinstance(r, str): acc[r] = acc.get(r, 0) + 1
            else: acc[type(r).__name__] = acc.get(type(r).__name__, 0) + r
        out.append(acc)
    return out
print(diamond(300))
def loop_kinds(n):
    t, log = 0, []
    for i in range(n):
        seq = range(i % 4) if i % 3 == 0 else [i, i + 1] if i % 3 == 1 else 'ab'
        for x in seq:
            if isinstance(x, str): t += 1; continue
            if x % 5 == 4: break
            t += x
        else: t += 1000 if i % 7 == 0 else 0
        if i % 60 == 0: log.append(t)
    return log
print(loop_kinds(400))
def early_returns(n):
    def f(i, d):
        if i % 7 == 0: return None
        for k in range(d):
            if k * i % 11 == 10: return k
            if k == 5 and i % 2:
                try: return 1 / (i % 3)
                except ZeroDivisionError: return 'zero'
        while d:
            d -= 1
            if d == i % 4: return d + 0.5
        return -1
    c = {}
    for i in range(n):
        r = f(i, i % 9)
        c[r] = c.get(r, 0) + 1
    return sorted(c.items(), key=str)
print(early_returns(800))
def rare(n):
    s, events = 0, []
    for i in range(n):
        s += i
        if i == 333: events.append(('eq', s))
        if i * i == 250000: events.append(('square', s)); s = float(s)
        if s > 300000 and not isinstance(s, str):
            events.append(('over', i))
            s = 0 if i % 2 else 0.25
        if i == 1499: s = str(s)
        if isinstance(s, str): events.append(('str', s)); s = len(s)
    return events, s
print(rare(1600))
def bits(n):
    x, t = 0xACE1, [0] * 5
    for i in range(n):
        bit = (x ^ x >> 2 ^ x >> 3 ^ x >> 5) & 1
        x = x >> 1 | bit << 15
        match x & 3, bit:
            case (0, _): t[0] += 1
            case (1, 0): t[1] += x
            case (1, 1): t[2] -= x
            case (_, b) if x % 3 == b: t[3] ^= x
            case _: t[4] += 0.5
        if i % 400 == 399: print(i, x, t)
bits(1600)
