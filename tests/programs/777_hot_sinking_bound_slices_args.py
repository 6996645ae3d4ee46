# Short-lived helpers that become needed late: bound methods, slices, ranges, iterators, argument tuples, keyword dicts, cells, frames.
import sys
class O:
    def __init__(self, v): self.v = v
    def get(self, *a, **k): return (self.v, a, k) if self.v % 50 == 49 else self.v
    def me(self): return self
    def __iter__(self): return iter((self.v, self.v + 1))
    def __enter__(self): return self
    def __exit__(self, *a): return a[0] is KeyError
    def __eq__(self, o): return o.v == self.v if isinstance(o, O) else NotImplemented
    __hash__ = None
def bound_late(n):
    kept, t = [], 0
    for i in range(n):
        o = O(i)
        g, m = o.get, o.me
        r = g(1, k=i)
        if isinstance(r, tuple): kept.append((r, g.__self__ is m()))
        else: t += r
        if i % 60 == 59: kept.append(m); kept.append(m.__call__().me)
    return t, [k if isinstance(k, tuple) else k().v for k in kept]
print(bound_late(200))
def raised_args(n):
    out = []
    for i in range(n):
        a, b = (i, [i]), {'k': O(i)}
        try:
            if i % 40 == 39: raise ValueError(a, b)
            a, b = None, a
        except ValueError as e:
            x, y = e.args
            out.append((x, y['k'].v, x is a, y is b))
    return out
print(raised_args(130))
def captured_frame(n):
    frames = []
    def callee(x, y):
        z = (x, y)
        if y % 60 == 59: frames.append((sys._getframe(), sys._getframe(1).f_lineno))
        return z[1]
    for i in range(n):
        p = O(i)
        callee(p, i)
    return [(f.f_locals['z'][0].v, f.f_locals['y'], f.f_locals['x'] is f.f_locals['z'][0]) for f, l in frames], len({l for f, l in frames})
print(captured_frame(200))
def yielded_late(n):
    def g():
        for i in range(n):
            o, t = O(i), (i, i / 2)
            if i % 45 == 44: r = yield o, t; t = r or t
            if t[0] != i: yield 'changed', t
    it, out = g(), []
    for v in it:
        out.append(v if v[0] == 'changed' else (v[0].v, v[1]))
        if len(out) % 3 == 1: out.append(it.send((-1, 'sent')))
    return out
print(yielded_late(250))
def stored_in_global(n):
    global keep
    keep, seen = None, []
    for i in range(n):
        o = O(i)
        p = (o, [o])
        if i % 55 == 54: keep = p
        if i % 55 == 0 and keep: seen.append((keep[0].v, keep[0] is keep[1][0]))
        o.v += 1
    return seen, keep[0].v
print(stored_in_global(260))
def with_objects(n):
    t, late = 0, []
    for i in range(n):
        with O(i) as a, O(-i) as b:
            t += a.v - b.v
            if i % 50 == 49: late.append((a, b))
            if i % 30 == 29: raise KeyError
            t += 1
    return t, [(a.v, b.v) for a, b in late]
print(with_objects(160))
def iterators_late(n):
    t, late = 0, []
    for i in range(n):
        it = iter(O(i))
        a = next(it)
        z = zip((a,), it)
        e = enumerate([a, i])
        if i % 50 == 48: late.append((it, z, e))
        else: t += next(z)[1] + next(e)[1]
    return t, [(list(z), next(e), list(it)) for it, z, e in late]
print(iterators_late(170))
def varargs_late(n):
    late, t = [], 0
    def f(*a, **k):
        if a[0] % 45 == 44: late.append((a, k)); k['extra'] = 1
        return len(a) + len(k)
    for i in range(n):
        d = {'x': i}
        t += f(i, *[1] * (i % 3), **d)
        d['y'] = 0
    return t, late
print(varargs_late(150))
def unequal(n):
    c, o = 0, O(5)
    for i in range(n):
        p = O(i % 10)
        if p == o: c += 1
        if p is o: c += 1000
        if [p] == [o]: c += 10000
        if (p, 1) != (o, 1): c += 10 ** 6
        o = p if i % 13 == 12 else o
        try: {p: 1}
        except TypeError: c += 1 if i % 100 == 0 else 0
    return c, o.v
print(unequal(300))
def partially_built(n):
    log = []
    class B:
        def __init__(self, i):
            self.a = i
            if i % 40 == 39: log.append(self)
            self.b = [self.a]
            if i % 60 == 59: raise LookupError(i)
            self.c = self
    last, fails = None, 0
    for i in range(n):
        try: last = B(i)
        except LookupError: fails += 1
    return [(list(vars(o)), o.a, getattr(o, 'c', None) is o) for o in log], fails, last.a
print(partially_built(200))
def floats_late(n):
    x, kept, ids = 0.0, [], set()
    for i in range(n):
        y = x * 0.5 + i
        z = y - x
        if i % 35 == 34: kept.append((x, y, z, y is x))
        x = y if i % 2 else z
        c = complex(x, i)
        if i % 70 == 69: kept.append(c * c.conjugate() == c.conjugate() * c)
    return kept, x
print(floats_late(150))
def big_ints_late(n):
    x, kept = 1, []
    for i in range(n):
        x = x * 3 + 1
        y = x >> 5
        if x.bit_length() > 90: x = y & 0xFFFFF | 1
        if i % 33 == 32: kept.append((x, y))
    return kept
print(big_ints_late(150))
def deleted_then_used(n):
    out = []
    for i in range(n):
        o = O(i)
        q = o
        del o
        o = (q, i)
        o, q = q, o
        if i % 50 == 7: del q
        try: out.append(q[1]) if i % 25 == 7 else None
        except UnboundLocalError: out.append(o.v + 0.5)
    return out
print(deleted_then_used(130))
