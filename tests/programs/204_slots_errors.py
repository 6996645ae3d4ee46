# __slots__: layout, inheritance, errors, __dict__ and __weakref__ in slots, defaults: the errors.
class S:
    __slots__ = ('a', 'b')
    def __init__(self, a): self.a = a
s = S(1)
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: s.b)
attempt(lambda: setattr(s, 'c', 1))
attempt(lambda: delattr(s, 'b'))
s.b = 2
del s.b
attempt(lambda: s.b)
S.a.__set__(s, 99)
class T(S):
    __slots__ = 'c'
t = T(1)
t.c = 3
attempt(lambda: setattr(t, 'zz', 1))
class U(S):
    pass
u = U(1)
u.anything = 5
class W:
    __slots__ = ('x', '__dict__', '__weakref__')
w = W()
w.x, w.y = 1, 2
import weakref
r = weakref.ref(w)
attempt(lambda: weakref.ref(s))
def make(*slots, **ns):
    return type('Made', (), {'__slots__': slots, **ns})
attempt(lambda: make('a', a=1))
attempt(lambda: make(5))
attempt(lambda: make('not valid'))
attempt(lambda: make('__dict__', '__dict__'))
attempt(lambda: type('X', (int,), {'__slots__': 'a'})(5).a)
attempt(lambda: type('X', (tuple,), {'__slots__': 'a'}))
attempt(lambda: type('X', (S, make('q')), {}))
class Priv:
    __slots__ = ('__p',)
    def __init__(self): self.__p = 7
    def get(self): return self.__p
class Doc:
    __slots__ = {'x': 'doc of x'}
class Empty:
    __slots__ = ()
attempt(lambda: setattr(Empty(), 'x', 1))
class Mixed(Empty, S): __slots__ = ('m',)
m = Mixed(5)
m.m = 1
a, b = S(1), S(1)
b.__class__ = type('S2', (), {'__slots__': ('a', 'b')})
attempt(lambda: setattr(b, '__class__', W))
import copy
c = copy.copy(s)
class Point:
    __slots__ = ('x', 'y')
    def __init__(self, x, y): self.x, self.y = x, y
    def __eq__(self, o): return self.x == o.x and self.y == o.y
    def __hash__(self): return hash((self.x, self.y))
pts = {Point(i % 3, i % 2) for i in range(20)}
total = 0
p = Point(0, 0)
for i in range(1000):
    p.x += i
    p.y -= p.x % 7
    total += p.y
class It:
    __slots__ = iter(['q', 'r'])
