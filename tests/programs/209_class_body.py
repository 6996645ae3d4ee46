# Class bodies: scope, nested classes, __qualname__, conditional members, mangling, type attributes, docs, static attributes.
class Outer:
    """Outer doc"""
    v = 10
    w = v * 2
    if w > 15:
        def cond(self): return 'defined'
    else:
        def cond(self): return 'other'
    for i in range(3):
        exec(f'm{i} = lambda self: {i}')
    class Inner:
        def where(self): return Inner.__qualname__ if False else type(self).__qualname__
    def method(self):
        class Local: pass
        def fn(): pass
        return Local.__qualname__, fn.__qualname__, (lambda: 0).__qualname__
    lam = lambda self: 'lam'
    alias = method
    del v
o = Outer()
print(o.cond(), o.m0(), o.m2(), o.i, Outer.Inner().where(), o.method(), o.lam(), o.alias() == o.method())
print(Outer.__doc__, Outer.__name__, Outer.__qualname__, Outer.__module__, hasattr(Outer, 'v'), Outer.Inner.__qualname__)
print(Outer.__dict__['w'], [k for k in Outer.__dict__ if not k.startswith('__')])
class Static:
    def __init__(self):
        self.b = self.a = 1
    def other(self): self.c = 1
print(sorted(Static.__static_attributes__), Static.__firstlineno__)
def factory(n):
    class Made:
        number = n
        def get(self): return n, self.number
    return Made
A, B = factory(1), factory(2)
print(A().get(), B().get(), A is B, A.__qualname__)
class Mangled:
    __private = 1
    def __method(self): return self.__private
    def call(self): return self.__method()
    def kw(self, __x=5): return __x
    class _Inner:
        __deep = 2
        def get(self): return self.__deep
    __dunder__ = 3
    ___ = 4
print(Mangled().call(), Mangled._Mangled__private, Mangled().kw(), [n for n in vars(Mangled) if 'private' in n or 'method' in n], Mangled._Inner._Inner__deep, Mangled.__dunder__, Mangled.___)
print(Mangled().kw(_Mangled__x=7))
class _Lead:
    __p = 1
print([n for n in vars(_Lead) if n.endswith('__p')])
x = 'global'
class ScopeTest:
    x = 'class'
    def f(self): return x
    y = [x for _ in range(1)]
    z = (lambda: x)()
print(ScopeTest().f(), ScopeTest.y, ScopeTest.z)
def enclosing():
    x = 'enclosed'
    class K:
        y = x
        x = 'own' if False else y + '!'
    return K
try:
    print(enclosing().x)
except NameError as e:
    print(type(e).__name__, e)
class Doc2:
    'first'
    'second'
print(Doc2.__doc__)
class NoDoc: pass
print(NoDoc.__doc__, NoDoc.__dict__.get('__annotations__', 'none'))
NoDoc.__doc__ = 'later'
print(NoDoc.__doc__)
class Redefined:
    def m(self): return 1
    def m(self): return 2
print(Redefined().m())
class Calls:
    def __call__(self, *a, **k): return a, k
print(Calls()(1, x=2), callable(Calls()), callable(5), callable(Calls))
try:
    class Fails:
        a = 1
        raise ValueError('in body')
except ValueError as e:
    print(e)
try:
    Fails
except NameError as e:
    print(e)
print(repr(Outer), repr(Outer.method).split(' at ')[0], repr(Outer.Inner))
print(int.__doc__[:20], [].append.__name__, [].append.__qualname__, str.join.__qualname__, len.__module__, dict.fromkeys.__qualname__)
print(o.method.__name__, o.method.__qualname__, o.method.__func__.__code__.co_name, o.method.__module__, o.method.__doc__)
class Many:
    a = b = 1
    c, d = 2, 3
    [e, *f] = range(3)
    g: int = 5
    h: str
print(Many.a, Many.d, Many.e, Many.f, Many.g, hasattr(Many, 'h'), Many.__annotations__)
