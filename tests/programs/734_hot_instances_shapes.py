# Instances created and reshaped in hot loops: many attributes, __slots__, __new__, deleted and added attributes, __class__, __dict__.
class Many:
    def __init__(self, i):
        self.a, self.b, self.c, self.d = i, i + 1, i + 2, i + 3
        self.e = self.a + self.b
        self.f = [i]
        self.g = None
        self.h = {'i': i}
        for k in range(3): self.f.append(k)
        self.i = self.j = self.k = (self.a, self.e)
        self.l = lambda: self.a
        self.m = str(i)
        if i % 3 == 0: self.n = i
        self.o = 0.5 * i
        self.p = -i
def many(n):
    s, kept = 0, []
    for i in range(n):
        o = Many(i)
        s += o.a + o.d + o.e + len(o.f) + o.h['i'] + o.i[1] + o.l() + o.p + int(o.o) + len(o.m) + getattr(o, 'n', 1)
        if i % 90 == 0: kept.append(o)
    return s, [(list(vars(k)), k.l(), k.k is k.j) for k in kept][1:3]
print(many(300))
class Slots:
    __slots__ = ('x', 'y')
    def __init__(self, x): self.x = x
def slots(n):
    c, errs = [0, 0], {}
    for i in range(n):
        s = Slots(i)
        if i % 2: s.y = i
        if i % 5 == 0: del s.x
        for name in ('x', 'y', 'z'):
            try: c[0] += getattr(s, name)
            except AttributeError as e: errs[str(e)] = errs.get(str(e), 0) + 1
        try: s.z = 1
        except AttributeError as e: errs[str(e)] = errs.get(str(e), 0) + 1
        try: c[1] += s.y
        except AttributeError: c[1] -= 1
    return c, errs
print(slots(300))
class Pt:
    def __init__(self, x, y): self.x = x; self.y = y
def add_and_delete(n):
    p, out = Pt(1, 2), []
    for i in range(n):
        p.x += 1
        if i % 40 == 10: del p.y
        if i % 40 == 15: p.y = i
        if i % 60 == 20: p.__dict__['z'] = 3
        if i % 60 == 40: p.__dict__.pop('z', None)
        if i == 150: p.__dict__ = {'x': 100, 'y': 200}
        if i == 220: p.__dict__ = dict(y=1, x=2.5)
        try: out.append(p.x + p.y) if i % 13 == 0 else p.y
        except AttributeError as e: out.append(str(e)) if i % 13 == 0 else None
    return out, list(vars(p).items())
print(add_and_delete(300))
class K1:
    def v(self): return 1
class K2:
    w = 5
    def v(self): return 2
class K3(K1):
    def v(self): return super().v() + 10
def classes(n):
    o, t, out = K1(), 0, []
    o.tag = 7
    for i in range(n):
        t += o.v() + o.tag
        if i % 50 == 49:
            o.__class__ = (K1, K2, K3)[i // 50 % 3]
            out.append((t, type(o).__name__, isinstance(o, K1), hasattr(o, 'w')))
        if i == 250: K3.v = lambda self: 1000
        if i == 330: o.v = lambda: 0
        if i == 340: del o.v
    return out
print(classes(450))
class New:
    cache = {}
    def __new__(cls, k):
        if k in cls.cache: return cls.cache[k]
        o = super().__new__(cls)
        if k % 7 == 0: return k
        cls.cache[k] = o
        o.inits = 0
        return o
    def __init__(self, k): self.inits += 1; self.k = k
def news(n):
    t, kinds = 0, {}
    for i in range(n):
        o = New(i % 20)
        kinds[type(o).__name__] = kinds.get(type(o).__name__, 0) + 1
        t += o if isinstance(o, int) else o.inits
    return t, kinds, [New.cache[k].inits for k in sorted(New.cache)]
print(news(300))
def init_changes(n):
    class T:
        def __init__(self, v): self.v = v
    t, out = 0, []
    for i in range(n):
        try: o = T(i)
        except TypeError as e: out.append(str(e)) if i % 10 == 0 else None; o = None
        t += getattr(o, 'v', -1) + getattr(o, 'extra', 0)
        if i == 100: T.__init__ = lambda self, v: setattr(self, 'v', v * 2)
        if i == 150: T.__init__ = lambda self, v: 5
        if i == 180: del T.__init__
        if i == 200: T.__new__ = lambda cls, v: object.__new__(cls)
        if i == 250: T.extra = 1000
        if i % 50 == 49: out.append(t)
    return out
print(init_changes(300))
class Meta(type):
    calls = 0
    def __call__(cls, *a):
        Meta.calls += 1
        o = super().__call__(*a)
        return o if Meta.calls % 3 else None
class WithMeta(metaclass=Meta):
    def __init__(self, v=0): self.v = v
print(sum(o.v if (o := WithMeta(i)) else -1 for i in range(300)), Meta.calls)
class Call:
    def __init__(self): self.n = 0
    def __call__(self, x, *, k=1): self.n += k; return self.n + x
def callables(n):
    c, t, out = Call(), 0, []
    for i in range(n):
        t += c(i) + c(1, k=i % 3)
        if i == 150: Call.__call__ = lambda self, x, k=0: -k
        if i == 200: c.__call__ = lambda *a: 10 ** 9
        if i % 50 == 0: out.append(t)
    return out
print(callables(300))
