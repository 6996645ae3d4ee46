# Function objects: attributes, defaults, code objects, annotations, mutation, closures.
def f(a, b=2, /, c: int = 3, *args, d, e=5, **kw) -> str:
    """doc"""
    x = 1
    return a
print(f.__name__, f.__qualname__, f.__doc__, f.__defaults__, f.__kwdefaults__, f.__annotations__, f.__module__)
c = f.__code__
print(c.co_name, c.co_argcount, c.co_posonlyargcount, c.co_kwonlyargcount, c.co_nlocals, c.co_varnames, c.co_flags & 0xf, c.co_firstlineno, c.co_qualname)
f.__defaults__ = (20, 30)
f.__kwdefaults__ = {'d': 1, 'e': 2}
print((lambda g: g(1))(lambda *a: f(*a)), f(5))
def g(x, y=1): return x, y
print(g(1))
g.__defaults__ = (100, 200)
print(g())
g.__defaults__ = None
try:
    g(1)
except TypeError as e:
    print(e)
def h(x): return ('h', x)
g.__code__ = h.__code__
print(g(5), g.__name__)
g.__name__ = 'renamed'
g.__qualname__ = 'Q.renamed'
g.__doc__ = 'new doc'
g.custom = [1]
print(g.__name__, g.__qualname__, g.__doc__, g.custom, g.__dict__)
try:
    g(1, 2)
except TypeError as e:
    print(e)
def seta(o, n, v): setattr(o, n, v)
def outer():
    z = 1
    def inner(): return z
    return inner
import types
n = types.FunctionType(h.__code__, {'x': 1}, 'made', (42,))
print(n(), n.__name__, n.__globals__ == {'x': 1} or sorted(n.__globals__))
def uses_global(): return value
m = types.FunctionType(uses_global.__code__, {'value': 'own globals'})
print(m())
cell = types.CellType('cell value')
k = types.FunctionType(outer().__code__, globals(), 'k', None, (cell,))
print(k())
r = h.__code__.replace(co_name='other', co_consts=('changed', None))
print(r.co_name, r == h.__code__, h.__code__ == h.__code__)
print(type(f).__name__, type(len).__name__, type([].append).__name__, type(outer()).__name__, type(int.__add__).__name__, type((1).__add__).__name__, type(str.join).__name__, type(dict.__dict__['fromkeys']).__name__, type(f.__code__).__name__)
import inspect
print(inspect.signature(f), inspect.signature(h), inspect.signature(lambda *a, k=1: 0), inspect.signature(outer))
print([ (p.name, p.kind.name, p.default is p.empty) for p in inspect.signature(f).parameters.values()])
b = inspect.signature(f).bind(1, 2, 3, 4, d=5, z=6)
print(b.args, b.kwargs, dict(b.arguments))
print(inspect.getfullargspec(h).args, inspect.isfunction(h), inspect.isbuiltin(len), inspect.ismethod(h), inspect.isgeneratorfunction(h))
class C:
    def m(self, a): pass
    @classmethod
    def cm(cls, a): pass
    @staticmethod
    def sm(a): pass
    def __init__(self, p, q=1): pass
    def __call__(self, zz): pass
print(inspect.signature(C.m), inspect.signature(C(1).m), inspect.signature(C.cm), inspect.signature(C.sm), inspect.signature(C), inspect.signature(C(1)))
def rec(depth=0):
    import sys
    fr = sys._getframe()
    return fr.f_code.co_name, fr.f_back.f_code.co_name, sorted(fr.f_locals), fr.f_lineno - fr.f_code.co_firstlineno
def caller(): return rec()
print(caller())
def locals_proxy():
    import sys
    v = 1
    sys._getframe().f_locals['v'] = 2
    return v
print(locals_proxy())
