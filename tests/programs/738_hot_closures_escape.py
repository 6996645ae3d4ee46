# Closures, cells and bound values that escape a hot loop late: each keeps its own value, shared cells stay shared.
def collected(n):
    fs = []
    for i in range(n):
        def f(k=i): return k
        def g(): return i
        fs.append((f, g))
    return [fs[j][0]() for j in (0, 50, n - 1)], {g() for f, g in fs}
print(collected(200))
def own_cell(n):
    fs = []
    def make(v):
        w = v * 2
        def get(): return v, w
        def put(x):
            nonlocal v
            v = x
        return get, put
    for i in range(n):
        get, put = make(i)
        if i % 3 == 0: put(i * 1000)
        if i % 50 == 0: fs.append((get, put))
    fs[1][1]('changed')
    return [g() for g, p in fs]
print(own_cell(301))
def counters(n):
    def counter(start, step):
        c = start
        def inc():
            nonlocal c
            c += step
            return c
        return inc
    cs = [counter(0, 1), counter(100, -1), counter(0.5, 0.25), counter('', 'x'), counter(2 ** 62 - 50, 1)]
    out = []
    for i in range(n):
        vals = [c() for c in cs]
        if i % 70 == 0: out.append([v if not isinstance(v, str) else len(v) for v in vals])
    return out
for row in counters(300): print(row)
def shared(n):
    x, log = 0, []
    def add(k):
        nonlocal x
        x += k
    def read(): return x
    for i in range(n):
        add(i)
        if x != read(): log.append('differs')
        x -= 1
        if i % 60 == 0: log.append((x, read()))
        if i == 200: x = float(x)
    return log
print(shared(300))
def unbound(n):
    out = []
    def use(): return late
    for i in range(n):
        try: r = use()
        except NameError as e: r = str(e)
        if i == 100: late = 'now'
        if i == 150: del late
        if i == 200: late = 'again'
        if not out or out[-1] != r: out.append(r)
    return out
print(unbound(250))
def compose(n):
    f = lambda x: x
    kept = [f]
    for i in range(n):
        f = (lambda g, k: lambda x: g(x) + k)(f if i % 20 else kept[0], i)
        if i % 19 == 0: kept.append(f)
    return [h(0) for h in kept]
print(compose(200))
def partials(n):
    def adder(a):
        def b(b):
            def c(c): return a * 10000 + b * 100 + c
            return c
        return b
    s, kept = 0, []
    for i in range(n):
        p = adder(i)(i + 1)
        s += p(i + 2)
        if i % 80 == 79: kept.append(p)
    return s, [k(1) for k in kept], len({id(k.__closure__[0]) for k in kept}), kept[0].__closure__[0].cell_contents
print(partials(320))
def in_class(n):
    objs = []
    for i in range(n):
        class K:
            v = i
            def m(self): return i, self.v, __class__.v
        if i % 60 == 0: objs.append(K())
    return [o.m() for o in objs], len({type(o) for o in objs})
print(in_class(181))
def generators(n):
    gs = []
    for i in range(n):
        g = (i * x + j for x in range(3))
        j = i
        if i % 50 == 0: gs.append((g, next(g)))
    return [(a, list(g)) for g, a in gs]
print(generators(160))
class Late:
    def __init__(self, v): self.v = v
    def get(self): return self.v
def bound_methods(n):
    cb, s = [], 0
    for i in range(n):
        o = Late(i)
        f = o.get
        s += f()
        if i % 50 == 49: cb.append(f)
        o.v = -i
        if i % 100 == 99: cb.append(o.get)
    return s, [f() for f in cb], cb[1].__self__ is cb[2].__self__, cb[1] == cb[2], cb[0] == cb[1]
print(bound_methods(300))
def kwargs_kept(n):
    kept = []
    def f(*a, **k):
        if k['i'] % 60 == 0: kept.append((a, k))
        return len(a) + len(k)
    s = 0
    for i in range(n):
        d = {'i': i, 'j': 2}
        s += f(i, -i, **d)
        d['i'] = 'mutated'
    return s, kept
print(kwargs_kept(200))
def loop_in_loop(n):
    out = []
    for i in range(n):
        total = i
        def add(x):
            nonlocal total
            total += x
            return total
        for j in range(4): add(j)
        out.append((add, total))
    return [a(1) - t for a, t in out[::40]], out[10][0](0), out[-1][0](0), add(0) == total
print(loop_in_loop(161))
