# __getattr__, __getattribute__, __setattr__, __delattr__, __dir__, dir, vars: the errors.
class G:
    def __init__(self): self.real = 1
    def __getattr__(self, name):
        if name.startswith('dyn'): return f'dynamic {name}'
        raise AttributeError(f'no {name} here')
g = G()
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
class Both:
    def __getattribute__(self, n):
        if n == 'a': raise AttributeError('from getattribute')
        return 'attribute ' + n
    def __getattr__(self, n): return 'fallback ' + n
b = Both()
class Err:
    def __getattr__(self, n): raise ValueError('not attribute error')
try:
    hasattr(Err(), 'x')
except ValueError as e:
    print(e)
class D:
    b = 1
    def __dir__(self): return ['z', 'a', 'm']
class V:
    def __init__(self): self.p, self.q = 1, 2
v = V()
v.__dict__['direct'] = 5
v.__dict__ = {'new': 'dict'}
try:
    v.__dict__ = 5
except TypeError as e:
    print(e)
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: setattr(5, 'x', 1))
attempt(lambda: setattr(int, 'x', 1))
attempt(lambda: object().x)
attempt(lambda: setattr(object(), 'x', 1))
attempt(lambda: delattr(v, 'nope'))
attempt(lambda: getattr(v, 5))
attempt(lambda: setattr(v, 5, 1))
attempt(lambda: (5).real.imag.nope)
attempt(lambda: V.nope)
attempt(lambda: None.x)
attempt(lambda: setattr(None, 'x', 1))
attempt(lambda: [].nope)
attempt(lambda: setattr([], 'x', 1))
attempt(lambda: [].append.x)
attempt(lambda: setattr([].append, '__name__', 1))
attempt(lambda: (lambda: 0).nope)
attempt(lambda: vars(5))
attempt(lambda: int.__name__.nope)
attempt(lambda: delattr(V, 'nope'))
attempt(lambda: len.nope)
import math
attempt(lambda: math.nope)
v2 = V()
setattr(v2, 'with space', 1)
class C2:
    x = 'class'
o = C2()
o.x = 'inst'
del o.x
try:
    del o.x
except AttributeError as e:
    print(e)
o.__class__ = V
attempt(lambda: setattr(o, '__class__', int))
attempt(lambda: setattr(5, '__class__', V))
attempt(lambda: setattr(o, '__class__', 5))
class Prox:
    def __init__(self, t): self.__dict__['t'] = t
    def __getattr__(self, n): return getattr(self.t, n)
    def __setattr__(self, n, v): setattr(self.t, n, v)
px = Prox(V())
px.z = 10
def f(): pass
f.attr = 1
f.__dict__['b'] = 2
class Priv:
    def __init__(self): self.__hidden = 5
    def get(self): return self.__hidden
attempt(lambda: Priv().__hidden)
