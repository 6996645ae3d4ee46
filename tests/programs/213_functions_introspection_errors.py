# Function objects: attributes, defaults, code objects, annotations, mutation, closures: the errors.
def f(a, b=2, /, c: int = 3, *args, d, e=5, **kw) -> str:
    """doc"""
    x = 1
    return a
c = f.__code__
f.__defaults__ = (20, 30)
f.__kwdefaults__ = {'d': 1, 'e': 2}
def g(x, y=1): return x, y
g.__defaults__ = (100, 200)
g.__defaults__ = None
try:
    g(1)
except TypeError as e:
    print(e)
def h(x): return ('h', x)
g.__code__ = h.__code__
g.__name__ = 'renamed'
g.__qualname__ = 'Q.renamed'
g.__doc__ = 'new doc'
g.custom = [1]
try:
    g(1, 2)
except TypeError as e:
    print(e)
def attempt(fn):
    try:
        print(fn())
    except (TypeError, AttributeError, ValueError) as e:
        print(type(e).__name__, e)
def seta(o, n, v): setattr(o, n, v)
attempt(lambda: seta(g, '__name__', 5))
attempt(lambda: seta(g, '__code__', 5))
attempt(lambda: seta(g, '__defaults__', 5))
attempt(lambda: seta(g, '__kwdefaults__', 5))
attempt(lambda: seta(g, '__closure__', ()))
attempt(lambda: seta(g, '__globals__', {}))
attempt(lambda: seta(g, '__dict__', 5))
def outer():
    z = 1
    def inner(): return z
    return inner
attempt(lambda: seta(g, '__code__', outer().__code__))
import types
n = types.FunctionType(h.__code__, {'x': 1}, 'made', (42,))
def uses_global(): return value
m = types.FunctionType(uses_global.__code__, {'value': 'own globals'})
cell = types.CellType('cell value')
k = types.FunctionType(outer().__code__, globals(), 'k', None, (cell,))
r = h.__code__.replace(co_name='other', co_consts=('changed', None))
import inspect
b = inspect.signature(f).bind(1, 2, 3, 4, d=5, z=6)
attempt(lambda: inspect.signature(h).bind())
class C:
    def m(self, a): pass
    @classmethod
    def cm(cls, a): pass
    @staticmethod
    def sm(a): pass
    def __init__(self, p, q=1): pass
    def __call__(self, zz): pass
def rec(depth=0):
    import sys
    fr = sys._getframe()
    return fr.f_code.co_name, fr.f_back.f_code.co_name, sorted(fr.f_locals), fr.f_lineno - fr.f_code.co_firstlineno
def caller(): return rec()
def locals_proxy():
    import sys
    v = 1
    sys._getframe().f_locals['v'] = 2
    return v
