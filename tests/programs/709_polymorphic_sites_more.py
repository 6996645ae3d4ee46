# Polymorphic and megamorphic attribute, method, call and operator sites: more.
def make(i):
    return type(f'T{i}', (), {'f': lambda self: i, 'attr': i * 2, '__init__': lambda self: setattr(self, 'inst', i * 3), '__add__': lambda self, o: i + o, '__len__': lambda self: i, '__getitem__': lambda self, k: k + i, '__eq__': lambda self, o: o == i, '__hash__': None, '__call__': lambda self, x: x * i, '__iter__': lambda self: iter((i, i))})
classes = [make(i) for i in range(24)]
fs = [lambda x: x, lambda x, y=1: x + y, lambda *a: len(a), lambda x, **k: x, abs, int, str.__len__ if False else (lambda x: -x), max if False else (lambda x: x * x), classes[0]().__call__]
def calls(fs, n):
    s = 0
    for i in range(n):
        s += fs[i % len(fs)](i)
    return s
print([calls(fs[:k], 300) for k in range(1, len(fs) + 1)])
class Prop:
    def __init__(self, v): self._v = v
    @property
    def v(self): return self._v
class Plain:
    def __init__(self, v): self.v = v
class ClassAttr: v = 7
class GetAttr:
    def __getattr__(self, n): return 5
import types
ns = types.SimpleNamespace(v=4)
mod = types.ModuleType('m')
mod.v = 6
def getv(os, n):
    s = 0
    for i in range(n): s += os[i % len(os)].v
    return s
allv = [Prop(1), Plain(2), ClassAttr(), GetAttr(), ns, mod, ClassAttr]
print([getv(allv[:k], 210) for k in range(1, 8)])
def setv(os, n):
    for i in range(n): os[i % len(os)].z = i
    return [o.z for o in os]
print(setv([Plain(1), ClassAttr(), GetAttr(), ns, mod, ClassAttr], 300))
def eqs(xs, n=30):
    c = 0
    for _ in range(n):
        for a in xs:
            for b in xs: c += (a == b)
    return c
print(eqs([1, 1.0, '1', True, (1,), [1], None, 2 ** 70, 0.5, b'1']))
