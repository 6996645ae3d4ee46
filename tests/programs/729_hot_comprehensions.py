# Comprehensions of every kind inside hot functions: nested, filtered, with walrus, closures, names that shadow, and errors.
def kinds(n):
    out = []
    for i in range(n):
        a = [x * i for x in range(5)]
        b = {x % 3: x + i for x in range(7)}
        c = {x * x % 11 for x in range(i % 13)}
        d = sum(x for x in a if x & 1)
        e = tuple(y for x in a for y in (x, -x) if y > 3)
        if i % 60 == 0: out.append((a, b, sorted(c), d, e))
    return out
for row in kinds(300): print(row)
def shadow(n):
    x, i = 'outer', 0
    r = []
    while i < n:
        l = [x for x in range(i % 4)]
        m = [i for i in l]
        if x != 'outer': r.append('leak')
        i += 1
    return x, i, r, l, m
print(shadow(300))
def nested(n):
    m = [[r * n + c for c in range(n)] for r in range(n)]
    for k in range(60):
        m = [[row[c] for row in m] for c in range(n)]
        if k % 2 == 0: m = [[v + 1 for v in row[::-1]] for row in m]
    return m
print(nested(4))
def captured(n):
    fs = []
    for i in range(n):
        fs.append([lambda: (i, j) for j in range(3)])
        if i % 50 == 0: fs.append([lambda k=k: (i, k) for k in range(3)])
    return [[f() for f in fs[p]] for p in (0, 1, 50, -1)]
print(captured(151))
def walrus(n):
    best, out = None, []
    for i in range(n):
        vals = [y for x in range(6) if (y := x * i % 7) > 2]
        if any((hit := v) > 5 for v in vals): best = hit
        if i % 40 == 0: out.append((i, y, vals, best))
    return out
print(walrus(300))
class Table:
    base = 10
    rows = [i for i in range(base - 7)]
    def total(self): return sum(self.base * r for r in self.rows)
def in_methods(n):
    t, s = Table(), 0
    for i in range(n):
        s += t.total()
        if i == n // 2: Table.base = 2.5
        if i == n // 2 + 50: t.rows = range(5)
    return s
print(in_methods(400))
def cells(n):
    total = 0
    def bump(v):
        nonlocal total
        total += v
        return total
    out = []
    for i in range(n):
        r = [bump(v) for v in range(3) if bump(1) % 2 or v]
        if i % 50 == 0: out.append((r, total))
    return out
print(cells(300))
def errors(n):
    msgs = {}
    for i in range(n):
        try: r = len([10 // (x - i % 6) for x in range(4)])
        except ZeroDivisionError as e:
            tb = e.__traceback__
            r = (str(e), tb.tb_next, sorted(k for k in tb.tb_frame.f_locals))
        try: q = {x: y for x, y in [(1, 2), (3,)][:i % 2 + 1]}
        except ValueError as e: q = str(e)
        msgs[str((r, q))] = msgs.get(str((r, q)), 0) + 1
    return msgs
for k, v in errors(120).items(): print(v, k)
def unpacking(n):
    s = 0
    for i in range(n):
        pairs = [(i, (i + 1, [i + 2, i + 3]))]
        s += sum([a + b * c - d for a, (b, [c, d]) in pairs])
        s += sum([len(rest) for first, *rest in ('abc', [1, 2], (i,))])
        u = [*range(i % 3), *'xy', *{i: 1}]
        v = {**{'a': i}, 'b': 2, **{'a': len(u)}}
        s += v['a'] * v['b']
    return s, u, v
print(unpacking(400))
async def agen(n):
    for i in range(n): yield i
async def asyncs(n):
    out = []
    for k in range(n):
        a = [x async for x in agen(4) if x != k % 4]
        b = {x: k async for x in agen(2)}
        out.append((sum(a), len(b)))
    return out[::17]
def run(coro):
    try: coro.send(None)
    except StopIteration as e: return e.value
print(run(asyncs(100)))
