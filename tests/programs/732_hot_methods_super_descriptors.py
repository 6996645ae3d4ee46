# Methods, classmethods, staticmethods, super, properties, descriptors and attribute hooks used and replaced in hot loops.
class A:
    count = 0
    def __init__(self, v): self._v = v
    def m(self, x): return self._v + x
    @classmethod
    def c(cls, x): cls.count += 1; return cls.__name__, x
    @staticmethod
    def s(x): return x * 2
    @property
    def p(self): return self._v
    @p.setter
    def p(self, v):
        if v < 0: raise ValueError('negative', v)
        self._v = v
    @p.deleter
    def p(self): self._v = 0
class B(A):
    def m(self, x): return super().m(x) + 1
    @classmethod
    def c(cls, x): return super().c(x + 1)
    @property
    def p(self): return super().p * 10
class C(B):
    def m(self, x): return B.m(self, x) * 2
    @staticmethod
    def s(x): return A.s(x) + 0.5
def run(objs, n):
    out, t = [], 0
    for i in range(n):
        o = objs[i % len(objs)]
        name, x = o.c(i)
        t += o.m(i) + o.s(i) + o.p + len(name) + x
        if i % 80 == 0: out.append(t)
    return out
print(run([A(1)], 300), run([A(1), B(2), C(3)], 300), A.count, B.count, C.count)
def setters(n):
    a, bad, out = A(5), [], []
    for i in range(n):
        try:
            a.p = i - 20 if i % 50 < 45 else a.p - 1000
        except ValueError as e: bad.append(e.args)
        if i % 60 == 30: del a.p
        if i % 40 == 0: out.append(a.p)
        b = B(i)
        if i % 90 == 0:
            try: b.p = 1
            except AttributeError as e: out.append(str(e))
    return out, len(bad), bad[0], bad[-1]
print(setters(300))
class Meter:
    def __set_name__(self, owner, name): self.slot = '_' + name
    def __get__(self, o, owner=None): return self if o is None else getattr(o, self.slot, 0) + 1
    def __set__(self, o, v): setattr(o, self.slot, v)
class NonData:
    def __get__(self, o, owner): return 'class' if o is None else ('computed', o.k)
class D:
    meter, lazy = Meter(), NonData()
    def __init__(self): self.k = 0
def descriptors(n):
    d, out = D(), []
    for i in range(n):
        d.meter = d.meter
        d.k = i
        v = d.lazy
        if i == 150: d.lazy = 'stored'
        if i == 200: del d.lazy
        if i == 250: setattr(NonData, '__set__', lambda s, o, v: None)
        if i == 260: d.lazy = 'ignored'
        if i == 300: del NonData.__set__; d.__dict__['lazy'] = 'direct'
        if i == 350: del D.lazy, d.lazy
        if i == 350: D.lazy = property(lambda self: self.meter)
        if i % 50 == 1: out.append((d.meter, v, type(D.meter).__name__))
    return out
print(descriptors(450))
class Hooks:
    def __init__(self): object.__setattr__(self, 'log', 0); self.real = 1
    def __getattr__(self, name):
        if name == 'missing': raise AttributeError('no ' + name)
        return len(name)
    def __setattr__(self, name, v):
        object.__setattr__(self, 'log', self.log + 1)
        object.__setattr__(self, name, v)
    def __delattr__(self, name): object.__setattr__(self, 'log', self.log + 100); object.__delattr__(self, name)
class All(Hooks):
    def __getattribute__(self, name):
        if name.startswith('x'): return name
        return super().__getattribute__(name)
def hooks(n):
    out = []
    for cls in (Hooks, All):
        h, t = cls(), 0
        for i in range(n):
            t += h.virtual + h.real + (len(h.xyz) if isinstance(h.xyz, str) else h.xyz)
            h.real = i
            if i % 60 == 59: del h.real
            try: h.missing
            except AttributeError as e: t += len(str(e))
            if i == 200: h.virtual = 0.5
            if i == 250: del h.virtual
            if i % 70 == 0: out.append((t, h.log, getattr(h, 'missing', 'default'), hasattr(h, 'qq')))
    return out
for row in hooks(300): print(row)
class Left:
    def who(self): return ['L'] + super().who()
class Base:
    def who(self): return ['B']
class Right(Base):
    def who(self): return ['R'] + super().who()
class Both(Left, Right):
    def who(self): return ['X'] + super().who()
def mro(n):
    b, c = Both(), {}
    for i in range(n):
        k = ''.join(b.who())
        c[k] = c.get(k, 0) + 1
        if i == 100: Right.who = lambda self: ['r'] + super(Right, self).who()
        if i == 200: del Left.who
        if i == 250: Both.__bases__ = (Right,)
    return c
print(mro(300))
def stored(n):
    a, fs = A(1), []
    get, put = A.p.fget, A.p.fset
    for i in range(n):
        f = a.m
        put(a, get(a) + 1)
        if i % 100 == 0: fs += [f, A(i).m, A.c, C(i).s]
        if i == 200: A.m = lambda self, x: -x
    return [g(1) for g in fs]
print(stored(301))
