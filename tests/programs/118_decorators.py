# Decorators on functions and classes: order, arguments, expressions, stacking, wraps.
import functools
def log(tag):
    print('make', tag)
    def deco(f):
        print('apply', tag, f.__name__)
        @functools.wraps(f)
        def wrapper(*a, **k):
            print('call', tag)
            return f(*a, **k)
        return wrapper
    return deco
@log('outer')
@log('inner')
def add(a, b):
    "adds"
    return a + b
print(add(1, 2), add.__name__, add.__doc__, add.__wrapped__.__wrapped__(5, 6), add.__qualname__)
def register(cls):
    cls.registered = True
    return cls
@register
class C:
    @staticmethod
    def s(): return 'static'
    @classmethod
    def c(cls): return cls.__name__
    @property
    def p(self): return 'prop'
    @functools.cached_property
    def cp(self):
        print('computed')
        return 42
    @functools.lru_cache
    def lc(self, n):
        print('compute', n)
        return n * 2
c = C()
print(C.registered, C.s(), c.c(), c.p, c.cp, c.cp, c.__dict__)
print(c.lc(3), c.lc(3), c.lc.cache_info())
decorators = [lambda f: f() , str]
@decorators[0]
def value(): return 'replaced by value'
print(value)
@(lambda f: lambda *a: f(*a) * 2)
def doubled(x): return x
print(doubled(21))
@decorators[1]
class K: pass
print(type(K).__name__, K.endswith(".K'>"))
class CountCalls:
    def __init__(self, f):
        functools.update_wrapper(self, f)
        self.f, self.n = f, 0
    def __call__(self, *a):
        self.n += 1
        return self.f(*a)
    def __get__(self, obj, cls):
        return self if obj is None else functools.partial(self, obj)
@CountCalls
def counted(x): return x + 1
print(counted(1), counted(2), counted.n, counted.__name__)
class D:
    @CountCalls
    def method(self, x): return ('method', x)
print(D().method(5), D.method.n)
class Prop:
    def __init__(self): self._v = 0
    @property
    def v(self):
        "the doc"
        return self._v
    @v.setter
    def v(self, value):
        if value < 0: raise ValueError('negative')
        self._v = value
    @v.deleter
    def v(self):
        self._v = None
p = Prop()
p.v = 5
print(p.v, Prop.v.__doc__, Prop.v.fget.__name__)
try:
    p.v = -1
except ValueError as e:
    print(e)
del p.v
print(p.v)
try:
    @5
    def bad(): pass
except TypeError as e:
    print(e)
@functools.singledispatch
def kind(x): return 'object'
@kind.register
def _(x: int): return 'int'
@kind.register(str)
def _(x): return 'str'
@kind.register(list)
@kind.register(tuple)
def _(x): return 'seq'
print(kind(1), kind('a'), kind([]), kind(()), kind(1.5), kind(True))
def order():
    log = []
    def d(n):
        log.append(f'eval {n}')
        return lambda f: log.append(f'apply {n}') or f
    @d(1)
    @d(2)
    @d(3)
    def f(): pass
    return log
print(order())
