# __getattr__, __getattribute__, __setattr__, __delattr__, __dir__, dir, vars.
class G:
    def __init__(self): self.real = 1
    def __getattr__(self, name):
        if name.startswith('dyn'): return f'dynamic {name}'
        raise AttributeError(f'no {name} here')
g = G()
print(g.real, g.dyn_x, getattr(g, 'zzz', 'default'), hasattr(g, 'dynq'), hasattr(g, 'nope'))
try:
    g.missing
except AttributeError as e:
    print(e, e.name, e.obj is g)
class A:
    def __init__(self): object.__setattr__(self, 'log', [])
    def __getattribute__(self, name):
        if name != 'log' and not name.startswith('__'):
            object.__getattribute__(self, 'log').append(('get', name))
        return object.__getattribute__(self, name)
    def __setattr__(self, name, v):
        self.log.append(('set', name, v))
        object.__setattr__(self, name, v)
    def __delattr__(self, name):
        self.log.append(('del', name))
        object.__delattr__(self, name)
    def meth(self): return 'called'
a = A()
a.x = 1
a.x
a.meth()
del a.x
try:
    a.y
except AttributeError as e:
    print(e)
print(a.log)
class Both:
    def __getattribute__(self, n):
        if n == 'a': raise AttributeError('from getattribute')
        return 'attribute ' + n
    def __getattr__(self, n): return 'fallback ' + n
b = Both()
print(b.a, b.other)
class Err:
    def __getattr__(self, n): raise ValueError('not attribute error')
try:
    hasattr(Err(), 'x')
except ValueError as e:
    print(e)
class D:
    b = 1
    def __dir__(self): return ['z', 'a', 'm']
print(dir(D()), [n for n in dir(D) if not n.startswith('__')])
class V:
    def __init__(self): self.p, self.q = 1, 2
v = V()
print(vars(v), sorted(vars(V))[:3], v.__dict__ is vars(v))
v.__dict__['direct'] = 5
print(v.direct)
v.__dict__ = {'new': 'dict'}
print(v.new, hasattr(v, 'p'))
try:
    v.__dict__ = 5
except TypeError as e:
    print(e)
import math
v2 = V()
setattr(v2, 'with space', 1)
print(getattr(v2, 'with space'), vars(v2))
class C2:
    x = 'class'
o = C2()
o.x = 'inst'
print(o.x)
del o.x
print(o.x)
try:
    del o.x
except AttributeError as e:
    print(e)
o.__class__ = V
print(type(o).__name__, isinstance(o, V))
class Prox:
    def __init__(self, t): self.__dict__['t'] = t
    def __getattr__(self, n): return getattr(self.t, n)
    def __setattr__(self, n, v): setattr(self.t, n, v)
px = Prox(V())
px.z = 10
print(px.p, px.z, px.t.z)
def f(): pass
f.attr = 1
f.__dict__['b'] = 2
print(f.attr, f.b, vars(f))
class Priv:
    def __init__(self): self.__hidden = 5
    def get(self): return self.__hidden
print(Priv().get(), vars(Priv()), Priv()._Priv__hidden)
