# Multiple inheritance: C3 order, cooperative super, conflicts, __bases__ assignment.
class A:
    def f(self): return ['A']
class B(A):
    def f(self): return ['B'] + super().f()
class C(A):
    def f(self): return ['C'] + super().f()
class D(B, C):
    def f(self): return ['D'] + super().f()
print(D().f(), [c.__name__ for c in D.__mro__])
class X: pass
class Y: pass
class P(X, Y): pass
class Q(Y, X): pass
class Mixin:
    def describe(self): return f'<{self.name}>'
class Named:
    def __init__(self, name, **kw):
        super().__init__(**kw)
        self.name = name
class Aged:
    def __init__(self, age, **kw):
        super().__init__(**kw)
        self.age = age
class Person(Mixin, Named, Aged): pass
p = Person(name='n', age=5)
print(p.describe(), p.age, [c.__name__ for c in Person.mro()])
class Base1:
    def who(self): return 1
class Base2:
    def who(self): return 2
class Switch(Base1): pass
s = Switch()
print(s.who())
Switch.__bases__ = (Base2,)
print(s.who(), Switch.__mro__[1].__name__, Switch in Base1.__subclasses__(), Switch in Base2.__subclasses__())
def bad():
    Switch.__bases__ = ()
def bad2():
    Base1.__bases__ = (Switch, Base1)
class Meta(type):
    def mro(cls):
        return [cls, Base2, Base1, object]
class Custom(Base1, metaclass=Meta): pass
print(Custom().who(), [c.__name__ for c in Custom.__mro__])
class IntSub(int):
    def __add__(self, o): return IntSub(int(self) + int(o) + 1000)
    def __repr__(self): return f'IntSub({int(self)})'
i = IntSub(5)
print(i + 1, 1 + i, i * 2, i == 5, hash(i) == hash(5), [0, 1, 2, 3, 4, 5][i], i.bit_length(), type(i - 1).__name__)
class L(list):
    def __getitem__(self, i): return 'item' if isinstance(i, int) else super().__getitem__(i)
l = L([1, 2, 3])
print(l, l[0], l[1:], list(l), len(l), l + [4], type(l + [4]).__name__, l == [1, 2, 3], sorted(l))
class S(str):
    def upper(self): return 'custom ' + super().upper()
print(S('a').upper(), S('a') + 'b', type(S('a') + 'b').__name__, S('x') in {'x': 1}, {S('k'): 1}['k'])
class Dd(dict):
    def __missing__(self, k): return k * 2
d = Dd(a=1)
print(d['a'], d['zz'], d.get('zz'), 'zz' in d, len(d), d)
class T(tuple):
    def __new__(cls, *a): return super().__new__(cls, a)
print(T(1, 2), T(1)[0], T(1, 2) == (1, 2), isinstance(T(), tuple), len(T(1, 2, 3)))
class F(float):
    def __str__(self): return 'F!'
print(F(1.5), repr(F(1.5)), F(2) + 1, f'{F(1.5)}', '%s' % F(1))
print(super(B, D()).f(), super(B, D).f.__name__, issubclass(D, (X, C)), isinstance(D(), A))
