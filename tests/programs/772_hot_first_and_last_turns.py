# Loops whose first, second or last turn differs: peeled iterations, zero and one turns, values that live across the loop's edge.
def phis(n):
    a, b, c = 0, 'start', None
    out = []
    for i in range(n):
        prev = (a, b, c)
        if i == 0: a = 1
        elif i == 1: a = 2.0; b = 'second'
        elif i == n - 1: c = 'last'
        else: a, b = a + 1, b
        out.append((prev, a, b, c))
    return out[:3], out[-2:] if n else a, (a, b, c)
for n in (0, 1, 2, 3, 100, 101): print(n, phis(n))
def delayed(n):
    x = y = z = w = 0
    trail = []
    for i in range(n):
        w, z, y, x = z, y, x, i
        if i % 40 < 2: trail.append((x, y, z, w))
    return trail, (x, y, z, w)
print(delayed(5), delayed(200))
def fib_like(n, a, b):
    for _ in range(n): a, b = b, a + b
    return a
print([fib_like(n, 0, 1) for n in (0, 1, 2, 3, 90, 93, 100)], fib_like(50, 0.0, 1),
      fib_like(9, 'a', 'b'), fib_like(8, [1], [2]), fib_like(64, True, True))
def late_none(n):
    best, count = None, 0
    for i in range(n):
        v = i * 7919 % 1009
        if best is None or v > best: best = v; count += 1
        if i % 100 == 99:
            print(i, best, count)
            best = None if i % 200 == 99 else float(best)
    return best, count
print(late_none(500))
def alternating(n):
    x, out = 0, []
    for i in range(n):
        x = x + 1 if i % 2 else float(x)
        y = [x] if i % 3 else (x,)
        if i % 50 > 47: out.append((x, y))
    return out
print(alternating(200))
def rotating(n, *vals):
    vals = list(vals)
    a, b, c = vals
    s = ''
    for i in range(n):
        a, b, c = b, c, a
        s += type(a).__name__[0]
        if isinstance(a, int) and isinstance(b, float): b += a
        elif isinstance(a, str): a = a[-3:] + str(i)
    return a, b, c, s[-6:]
print(rotating(100, 1, 2.5, 'x'), rotating(101, 1, 2, 3), rotating(102, None, 0.5, 7))
def one_turn_inner(n):
    s, out = 0, []
    for i in range(n):
        for j in range(1): s += j + 1
        for j in range(0): s += 1000
        for j in range(i % 2): s += 10
        for j in (i,): s -= j
        while s > 100: s -= 50
        while s < -100000: s += 1
        if i % 60 == 0: out.append((s, j))
    return out
print(one_turn_inner(300))
def grows(n):
    out = []
    for k in range(n):
        c = 0
        for i in range(k): c += i if i < k - 1 else 0.5
        out.append(c)
    return out[:6], out[-3:], sum(out)
print(grows(120))
def only_first(n):
    def setup():
        calls.append(1)
        return {'x': 1}
    calls, cache, s = [], None, 0
    for i in range(n):
        if cache is None: cache = setup()
        s += cache['x']
        if i % 120 == 119: cache = None
        if i % 170 == 169: cache = {'x': 2.5}
    return s, len(calls)
print(only_first(500))
def last_turn_raises(n):
    res = []
    for k in (1, 2, 3, 50, n):
        x, y, l = 0, None, [1] * (k - 1) + ['end']
        try:
            for i in range(k):
                y = (i, x)
                x = x + l[i]
                z = x
        except TypeError as e: res.append((i, x, y, str(e), locals().get('z')))
    return res
print(last_turn_raises(300))
def carried_objects(n):
    class V:
        def __init__(self, a, b): self.a, self.b = a, b
    v, kept = V(0, None), []
    for i in range(n):
        v = V(v.a + 1, v if i % 100 == 0 else v.b)
        if i in (0, 1, n - 1): kept.append(v)
    depth, w = 0, v
    while w: depth, w = depth + 1, w.b
    return [(k.a, k.b.a if k.b else None) for k in kept], depth
print(carried_objects(1), carried_objects(2), carried_objects(350))
def conditions_change(n):
    mode, t, out = 'add', 0, []
    for i in range(n):
        if mode == 'add': t += i
        elif mode == 'sub': t -= i
        elif mode == 'float': t += 0.5
        else: t = -t
        if i % 75 == 74:
            out.append(t)
            mode = {'add': 'sub', 'sub': 'float', 'float': 'neg', 'neg': 'add'}[mode]
    return out
print(conditions_change(700))
def reentered(n):
    def inner(k, x):
        for i in range(k): x = x + 1
        return x
    return [inner(k, x) for k in (0, 1, n, 2) for x in (0, 0.5, True, 2 ** 63 - 2)]
for _ in range(3): r = reentered(60)
print(r)
