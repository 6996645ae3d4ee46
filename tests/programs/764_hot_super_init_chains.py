# Deep inlining: constructors through super(), delegation chains, mutual calls, callbacks in callbacks, with changes and errors at depth.
class A:
    def __init__(self, a): self.a = a
    def f(self, x): return x + self.a
class B(A):
    def __init__(self, a, b=2): super().__init__(a); self.b = b
    def f(self, x): return super().f(x) * self.b
class C(B):
    def __init__(self, *args, c=3, **kw): super().__init__(*args, **kw); self.c = c
    def f(self, x): return super().f(x) - self.c
class D(C):
    def __init__(self, a, **kw):
        if a % 60 == 59: raise ValueError('D', a)
        super().__init__(a, **kw)
        self.d = [a]
    def f(self, x):
        try: return super().f(x) + len(self.d)
        finally: self.d.append(x)
def chains(n):
    s, kept, errs = 0, [], []
    for i in range(n):
        try: o = D(i, b=i % 4, c=i % 3 if i < 200 else 0.5)
        except ValueError as e: errs.append(e.args); continue
        s += o.f(1) + o.f(2)
        if i % 70 == 0: kept.append(o)
    return s, [vars(o) for o in kept], errs
print(chains(300))
def depth_errors(n):
    def l5(i): return [0, 1, 2][i % 4] if i % 7 else {}[i]
    def l4(i): return l5(i) + 1
    def l3(i):
        try: return l4(i)
        except IndexError: return -1
        finally: c[0] += 1
    def l2(i): return l3(i) * 2
    def l1(i):
        try: return l2(i)
        except KeyError as e:
            t, k = e.__traceback__, 0
            while t: t, k, last = t.tb_next, k + 1, t
            return k * 1000 + last.tb_lineno - l5.__code__.co_firstlineno
    c = [0]
    out = {}
    for i in range(n):
        r = l1(i)
        out[r] = out.get(r, 0) + 1
    return out, c
print(depth_errors(300))
class Proxy:
    def __init__(self, o): self._o = o
    def __getattr__(self, name): return getattr(self._o, name)
    def __getitem__(self, k): return self._o[k]
    def __len__(self): return len(self._o)
    def __iter__(self): return iter(self._o)
    def __eq__(self, x): return self._o == x
def proxies(n):
    p = Proxy(Proxy(Proxy([1, 2, 3])))
    s = 0
    for i in range(n):
        s += p[i % len(p)] + p.count(2) + sum(p) + (p == [1, 2, 3])
        if i % 60 == 59: p.append(i)
        if i == 150: p._o._o._o = (5, 2)
        try:
            if i > 150 and i % 60 == 59: p.append(1)
        except AttributeError as e: s += len(str(e))
        try: p[99]
        except IndexError as e: s += len(str(e))
        if i == 160: break
    return s, len(p), i
print(proxies(300))
def callbacks(n):
    def apply(f, *a, **k): return f(*a, **k)
    def twice(f): return lambda x: f(f(x))
    def until(p, f, x):
        k = 0
        while not p(x): x = f(x); k += 1
        return x, k
    inc = lambda x: x + 1
    out, s = [], 0
    for i in range(n):
        s += apply(apply, apply, inc, i) + apply(twice(twice(twice(inc))), i)
        if i % 30 == 0: out.append(until(lambda v: v > 100, lambda v: v * 2 + 1 if i % 60 else v * 1.5 + 1, i))
    return s, out
print(callbacks(200))
class Visitor:
    def visit(self, n): return getattr(self, 'visit_' + n[0], self.generic)(n)
    def generic(self, n): raise NotImplementedError(n[0])
    def visit_num(self, n): return n[1]
    def visit_add(self, n): return self.visit(n[1]) + self.visit(n[2])
    def visit_mul(self, n): return self.visit(n[1]) * self.visit(n[2])
    def visit_neg(self, n): return -self.visit(n[1])
class Show(Visitor):
    def visit_num(self, n): return str(n[1])
    def visit_add(self, n): return f'({self.visit(n[1])}+{self.visit(n[2])})'
    def visit_mul(self, n): return f'{self.visit(n[1])}*{self.visit(n[2])}'
    def visit_neg(self, n): return '-' + self.visit(n[1])
def tree(d, k):
    if d == 0: return 'num', k
    return ('neg', tree(d - 1, k + 1)) if k % 5 == 4 else (('add', 'mul')[k % 2], tree(d - 1, k + 1), tree(d - 1, k * 2))
def visiting(n):
    t, v, s, out = tree(4, 1), Visitor(), Show(), []
    for i in range(n):
        r = v.visit(t)
        if i % 10 == 0: out.append((r, len(s.visit(t))))
        if i == 30: Visitor.visit_num = lambda self, n: n[1] / 2
        if i == 45: v.visit_neg = lambda n: 0.0
        if i == 50:
            del Visitor.visit_mul
            try: v.visit(t)
            except NotImplementedError as e: out.append(repr(e))
            Visitor.generic = lambda self, n: 1
    return out, s.visit(t)[:60]
print(visiting(70))
class Chain:
    def __init__(self): self.ops = []
    def add(self, x): self.ops.append(x); return self
    def maybe(self, c, x): return self.add(x) if c else self
    def total(self): return sum(self.ops)
def fluent(n):
    s = 0
    for i in range(n):
        c = Chain().add(i).maybe(i % 2, 0.5).add(-1).maybe(i % 7 == 0, 2 ** 40)
        s += c.total() + len(c.ops)
        if i % 100 == 99: print(i, s)
    return s
print(fluent(300))
def mutual(n):
    def ping(k, acc): return acc if k <= 0 else pong(k - 1, acc + k)
    def pong(k, acc): return acc if k <= 0 else ping(k - 2, acc * 2 % 10007 if k % 5 else acc + 0.5)
    out = []
    for i in range(n):
        r = ping(i % 40, i)
        if i % 23 == 0: out.append(r)
        if i == n // 2: old, pong = pong, lambda k, acc: ping(k - 1, acc) if k > 0 else -acc
    return out
print(mutual(250))
