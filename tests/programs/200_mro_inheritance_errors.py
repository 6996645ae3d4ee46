# Multiple inheritance: C3 order, cooperative super, conflicts, __bases__ assignment: the errors.
class A:
    def f(self): return ['A']
class B(A):
    def f(self): return ['B'] + super().f()
class C(A):
    def f(self): return ['C'] + super().f()
class D(B, C):
    def f(self): return ['D'] + super().f()
class X: pass
class Y: pass
class P(X, Y): pass
class Q(Y, X): pass
def attempt(f):
    try:
        print(f())
    except TypeError as e:
        print('TypeError:', e)
attempt(lambda: type('R', (P, Q), {}))
attempt(lambda: type('R', (A, B), {}))
attempt(lambda: type('R', (A, A), {}))
attempt(lambda: type('R', (int, str), {}))
attempt(lambda: type('R', (bool,), {}))
attempt(lambda: type('R', (type(None),), {}))
attempt(lambda: type('R', (type(lambda: 0),), {}))
attempt(lambda: type('R', (5,), {}))
attempt(lambda: type('R', (range,), {}))
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
class Base1:
    def who(self): return 1
class Base2:
    def who(self): return 2
class Switch(Base1): pass
s = Switch()
Switch.__bases__ = (Base2,)
def bad():
    Switch.__bases__ = ()
attempt(bad)
def bad2():
    Base1.__bases__ = (Switch, Base1)
attempt(bad2)
class Meta(type):
    def mro(cls):
        return [cls, Base2, Base1, object]
class Custom(Base1, metaclass=Meta): pass
class IntSub(int):
    def __add__(self, o): return IntSub(int(self) + int(o) + 1000)
    def __repr__(self): return f'IntSub({int(self)})'
i = IntSub(5)
class L(list):
    def __getitem__(self, i): return 'item' if isinstance(i, int) else super().__getitem__(i)
l = L([1, 2, 3])
class S(str):
    def upper(self): return 'custom ' + super().upper()
class Dd(dict):
    def __missing__(self, k): return k * 2
d = Dd(a=1)
class T(tuple):
    def __new__(cls, *a): return super().__new__(cls, a)
class F(float):
    def __str__(self): return 'F!'
