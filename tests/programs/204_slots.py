# __slots__: layout, inheritance, errors, __dict__ and __weakref__ in slots, defaults.
class S:
    __slots__ = ('a', 'b')
    def __init__(self, a): self.a = a
s = S(1)
print(s.a, S.__slots__, hasattr(s, '__dict__'))
s.b = 2
print(s.b)
del s.b
print(type(S.a).__name__, S.a.__get__(s), S.a.__name__)
S.a.__set__(s, 99)
print(s.a)
class T(S):
    __slots__ = 'c'
t = T(1)
t.c = 3
print(t.a, t.c, hasattr(t, '__dict__'))
class U(S):
    pass
u = U(1)
u.anything = 5
print(u.__dict__, u.a)
class W:
    __slots__ = ('x', '__dict__', '__weakref__')
w = W()
w.x, w.y = 1, 2
print(w.__dict__, w.x)
import weakref
r = weakref.ref(w)
print(r() is w)
def make(*slots, **ns):
    return type('Made', (), {'__slots__': slots, **ns})
print(make('b', 'a').__slots__)
class Priv:
    __slots__ = ('__p',)
    def __init__(self): self.__p = 7
    def get(self): return self.__p
print(Priv().get(), Priv.__slots__, [n for n in dir(Priv) if 'Priv' in n])
class Doc:
    __slots__ = {'x': 'doc of x'}
print(Doc.x.__doc__, Doc.__slots__)
class Empty:
    __slots__ = ()
class Mixed(Empty, S): __slots__ = ('m',)
m = Mixed(5)
m.m = 1
print(m.a, m.m)
a, b = S(1), S(1)
b.__class__ = type('S2', (), {'__slots__': ('a', 'b')})
print(type(b).__name__, b.a)
import copy
c = copy.copy(s)
print(c.a, type(c).__name__)
class Point:
    __slots__ = ('x', 'y')
    def __init__(self, x, y): self.x, self.y = x, y
    def __eq__(self, o): return self.x == o.x and self.y == o.y
    def __hash__(self): return hash((self.x, self.y))
pts = {Point(i % 3, i % 2) for i in range(20)}
print(len(pts), Point(1, 2) == Point(1, 2), Point(1, 2) in {Point(1, 2): 0})
total = 0
p = Point(0, 0)
for i in range(1000):
    p.x += i
    p.y -= p.x % 7
    total += p.y
print(total, p.x, p.y)
class It:
    __slots__ = iter(['q', 'r'])
print(list(It.__slots__), hasattr(It, 'q'))
