# Descriptors: data and non-data, priority, __set_name__, __delete__, functions as descriptors.
class Data:
    def __set_name__(self, owner, name):
        print('set_name', owner.__name__, name)
        self.name = name
    def __get__(self, obj, owner=None):
        if obj is None: return f'class access {owner.__name__}.{self.name}'
        return ('data', obj.__dict__.get(self.name))
    def __set__(self, obj, value):
        obj.__dict__[self.name] = value * 2
    def __delete__(self, obj):
        print('delete', self.name)
        del obj.__dict__[self.name]
class NonData:
    def __get__(self, obj, owner): return 'nondata'
class SetOnly:
    def __set__(self, obj, value): obj.__dict__['so'] = ('set', value)
class C:
    d = Data()
    n = NonData()
    so = SetOnly()
c = C()
print(c.d, C.d, c.n, C.n)
c.d = 21
print(c.d, c.__dict__)
c.n = 'instance wins'
print(c.n)
del c.n
print(c.n)
print(type(c.so).__name__)
c.so = 5
print(c.so, c.__dict__)
del c.d
print(c.d)
try:
    del c.so
except AttributeError as e:
    print(e)
C.d = 'replaced'
print(C.d, c.d)
class ReadOnly:
    def __get__(self, o, t): return 'ro'
    def __set__(self, o, v): raise AttributeError('read only!')
class R:
    x = ReadOnly()
try:
    R().x = 1
except AttributeError as e:
    print(e)
class P:
    @property
    def ro(self): return 1
    wo = property(None, lambda self, v: print('wo', v))
    def _g(self): return 'g'
    full = property(_g, doc='documented')
p = P()
p.wo = 3
for f in (lambda: setattr(p, 'ro', 2), lambda: p.wo, lambda: delattr(p, 'ro'), lambda: setattr(p, 'full', 1)):
    try:
        f()
    except AttributeError as e:
        print(e)
print(P.full.__doc__, P.ro.fget(p), P.ro.fset, type(P.ro).__name__, P.ro.__name__)
class Q(P):
    @P.ro.getter
    def ro(self): return 'overridden'
    @P.full.setter
    def full(self, v): print('setting', v)
Q().full = 9
print(Q().ro, Q().full)
def func(self, x): return (self, x)
print(func.__get__(5)(6), func.__get__(None, int) is func, type(func.__get__(5)).__name__)
class M:
    def meth(self): return 'm'
    cm = classmethod(lambda cls: cls.__name__)
    sm = staticmethod(lambda: 'sm')
m = M()
b = m.meth
print(b.__self__ is m, b.__func__ is M.meth, b == m.meth, b is m.meth, hash(b) == hash(m.meth), M.__dict__['meth'].__get__(m, M)())
print(M.cm(), M.sm(), M.__dict__['cm'].__func__.__name__, M.__dict__['sm'].__wrapped__())
m.inst = func
print(m.inst(1, 2))
class Lazy:
    def __init__(self, f): self.f = f
    def __set_name__(self, o, n): self.n = n
    def __get__(self, o, t):
        print('computing')
        v = o.__dict__[self.n] = self.f(o)
        return v
class L:
    @Lazy
    def value(self): return 99
l = L()
print(l.value, l.value)
class Bad:
    def __set_name__(self, o, n): raise ValueError('in set_name')
try:
    class B:
        bad = Bad()
except ValueError as e:
    print(e, e.__notes__)
class Typed:
    def __init__(self, t): self.t = t
    def __set_name__(self, o, n): self.n = '_' + n
    def __get__(self, o, t): return self if o is None else getattr(o, self.n)
    def __set__(self, o, v):
        if not isinstance(v, self.t): raise TypeError(f'{self.n[1:]} must be {self.t.__name__}')
        setattr(o, self.n, v)
class Rec:
    a = Typed(int)
    b = Typed(str)
r = Rec()
r.a, r.b = 1, 'x'
print(r.a, r.b)
try:
    r.a = 'no'
except TypeError as e:
    print(e)
class Meta(type):
    mp = property(lambda cls: f'meta prop of {cls.__name__}')
    x = 'meta x'
class K(metaclass=Meta):
    x = 'class x'
print(K.mp, K.x, K().x)
try:
    K().mp
except AttributeError as e:
    print(e)
