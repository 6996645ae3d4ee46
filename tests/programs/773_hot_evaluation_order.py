# Order of evaluation in hot code: operands, arguments, targets, subscripts, defaults, decorators, comparisons; side effects must not move.
log = []
def e(v): log.append(v); return v
class O:
    def __init__(self, n): object.__setattr__(self, 'n', n)
    def __getattr__(self, a): e('get ' + a); return O(self.n + '.' + a)
    def __setattr__(self, a, v): e(f'set {a}')
    def __delattr__(self, a): e(f'del {a}')
    def __getitem__(self, k): e(f'item {k}'); return 1
    def __setitem__(self, k, v): e(f'put {k}')
    def __delitem__(self, k): e(f'remove {k}')
    def __call__(self, *a, **k): e(f'call {a} {k}'); return 1
    def __iadd__(self, o): e('iadd'); return self
    def __lt__(self, o): e('lt'); return True
    def __contains__(self, o): e('in'); return True
    def __enter__(self): e('enter'); return self
    def __exit__(self, *a): e('exit')
    def __iter__(self): e('iter'); return iter((1, 2))
def body(i, o):
    e(1) + e(2) * e(3) ** e(4)
    x = [e(5), e(6)][e(0)] + {e(7): e(8)}[e(7)]
    o.a[e(9)] = e(10)
    o[e(11)], o.b = e(12), e(13)
    o.c.d = o[e(14):e(15)] = e(16)
    o[e(17)] += e(18)
    o.f += e(19)
    o.g(e(20), *[e(21)], k=e(22), **{'m': e(23)})
    e(24) < e(25) < e(1) < e(26)
    e(i % 2) and e(27) or e(28)
    def f(a=e(29), *, b=e(30)) -> e(31): return a
    f(b=e(32), a=e(33))
    l = lambda q=e(34): e(35)
    with o as o[e(36)], O('w') as (u, v): l()
    for o[e(37)] in (e(38),): e(39)
    del o[e(40)], o.h
    y = e(41) if e(i % 2) else e(42)
    [e(k) for k in (e(43), e(44)) if e(k)]
    f'{e(45)}{e(46):{e(5)}}'
    e(47) in o
    assert e(48), e(49)
    *z, w = e([50]), e(51)
    return x
reference = None
def run(n):
    global reference
    o, kinds = O('o'), {}
    for i in range(n):
        del log[:]
        body(i, o)
        k = str(log)
        kinds.setdefault(k, []).append(i)
    return kinds
k = run(200)
print(len(k), [len(v) for v in k.values()])
print(list(k)[0])
def failing(i, where):
    del log[:]
    def b(v):
        e(v)
        if v == where: raise KeyError(v)
        return v
    try: return [b(1), (b(2), {b(3): b(4)}), b(5) + b(6) * b(7), max(b(8), b(9), key=lambda q: b(q + 10))], tuple(log)
    except KeyError as x: return x.args, tuple(log)
seen = {}
for i in range(260):
    r = failing(i, i % 26)
    if seen.setdefault(i % 26, r) != r: print('differs', i)
print([(k, v[0] if len(v[0]) == 1 else 'ok', len(v[1])) for k, v in seen.items()])
def late_binding(n):
    out = []
    for i in range(n):
        l, k = [0, 0, 0], 0
        k, l[k] = 1, 5
        l[k], k = k, 2
        x = y = l
        x[k] = k = 1
        m = [k, (k := 2), k]
        a = 1
        r = (a, (a := a + 1), a) + tuple(a for a in (7,)) + (a,)
        s = k + (k := 5) * k
        d = {(q := 'a'): q, (q := 'b'): q}
        out.append((l, m, r, s, d, k))
    return out[0], all(v == out[0] for v in out)
print(late_binding(150))
def mutated_operands(n):
    bad = 0
    for i in range(n):
        l = [1, 2, 3]
        def push(): l.append(4); return 10
        r = len(l) + push() + len(l)
        s = (l[0], l.pop(), l[-1])
        t = l == [1, 2, 3] == l
        x = 1
        def chg():
            nonlocal x
            x = 100
            return 1
        u = x + chg() + x
        v = [x, chg(), x]
        if (r, s, t, u, v) != (17, (1, 4, 3), True, 102, [100, 1, 100]): bad += 1
    return bad
print(mutated_operands(150))
class Desc:
    def __get__(self, o, t): e('desc get'); return 5
    def __set__(self, o, v): e('desc set')
class H:
    d = Desc()
    def __init__(self): self.v = 0
    def __add__(self, o): e('add'); return o
    def m(self, *a): e('m'); return self
def attribute_order(n):
    h, kinds = H(), {}
    for i in range(n):
        del log[:]
        h.d += e(1)
        h.m(h.d, e(2)).m(e(3)).d = e(4)
        h + h.d + e(5)
        h.v, h.d = h.d, h.v
        try: h.nope(e(6))
        except AttributeError: e('no')
        try: h.m(e(7), nothing, e(8))
        except NameError: e('name')
        try: h.v(e(9))
        except TypeError: e('type')
        k = tuple(log)
        kinds[k] = kinds.get(k, 0) + 1
    return kinds
print(attribute_order(150))
