# abc: abstract methods, register, subclass hooks, abstract properties; collections.abc mixins.
from abc import ABC, ABCMeta, abstractmethod
class Shape(ABC):
    @abstractmethod
    def area(self): ...
    @property
    @abstractmethod
    def name(self): ...
    @classmethod
    @abstractmethod
    def make(cls): ...
    def describe(self): return f'{self.name} {self.area()}'
def attempt(f):
    try:
        print(f())
    except TypeError as e:
        print(e)
attempt(Shape)
class Partial(Shape):
    def area(self): return 1
attempt(Partial)
class OneMissing(Shape):
    def area(self): return 1
    name = 'x'
attempt(OneMissing)
class Square(Shape):
    def __init__(self, s): self.s = s
    def area(self): return self.s ** 2
    @property
    def name(self): return 'square'
    @classmethod
    def make(cls): return cls(2)
print(Square(3).describe(), Square.make().area(), sorted(Shape.__abstractmethods__), Square.__abstractmethods__)
class Plugin(metaclass=ABCMeta): pass
class Unrelated: pass
@Plugin.register
class Reg: pass
print(issubclass(Reg, Plugin), isinstance(Reg(), Plugin), issubclass(Unrelated, Plugin), Reg.__mro__[1] is object)
class Hooked(ABC):
    @classmethod
    def __subclasshook__(cls, c):
        if cls is Hooked:
            return any('quack' in b.__dict__ for b in c.__mro__) or NotImplemented
        return NotImplemented
class Duck:
    def quack(self): pass
print(issubclass(Duck, Hooked), isinstance(Duck(), Hooked), issubclass(Unrelated, Hooked))
import collections.abc as cabc
for name in ('Sized', 'Iterable', 'Iterator', 'Container', 'Collection', 'Hashable', 'Callable', 'Sequence', 'MutableSequence', 'Mapping', 'MutableMapping', 'Set', 'MutableSet', 'Generator', 'Awaitable', 'Reversible', 'Buffer'):
    abc_ = getattr(cabc, name)
    vals = {'list': [], 'dict': {}, 'str': '', 'gen': (x for x in []), 'func': len, 'set': set(), 'range': range(1), 'iter': iter([]), 'int': 1, 'bytes': b''}
    print(name, [k for k, v in vals.items() if isinstance(v, abc_)])
class MySeq(cabc.Sequence):
    def __init__(self, *a): self.a = a
    def __len__(self): return len(self.a)
    def __getitem__(self, i): return self.a[i]
s = MySeq(1, 2, 3, 2)
print(list(s), 2 in s, s.index(2), s.count(2), list(reversed(s)))
try:
    s.index(9)
except ValueError as e:
    print(repr(e))
class MyMap(cabc.MutableMapping):
    def __init__(self): self.d = {}
    def __getitem__(self, k): return self.d[k]
    def __setitem__(self, k, v): self.d[k] = v
    def __delitem__(self, k): del self.d[k]
    def __iter__(self): return iter(self.d)
    def __len__(self): return len(self.d)
m = MyMap()
m.update(a=1, b=2)
m.setdefault('c', 3)
print(dict(m), m.pop('a'), m.get('z', 0), list(m.keys()), list(m.items()), 'b' in m, m == {'b': 2, 'c': 3}, m.popitem(), len(m))
m.clear()
print(dict(m))
class MySet(cabc.Set):
    def __init__(self, it): self.s = list(dict.fromkeys(it))
    def __contains__(self, x): return x in self.s
    def __iter__(self): return iter(self.s)
    def __len__(self): return len(self.s)
a, b = MySet([1, 2, 3]), MySet([2, 3, 4])
print(list(a & b), list(a | b), list(a - b), list(a ^ b), a <= b, a == MySet([3, 2, 1]), a.isdisjoint(b), {2} <= a)
attempt(lambda: cabc.Sequence())
attempt(lambda: type('X', (cabc.Iterator,), {})())
class It(cabc.Iterator):
    def __next__(self): raise StopIteration
print(list(It()), isinstance(It(), cabc.Iterable))
class NoHash:
    __hash__ = None
print(isinstance(NoHash(), cabc.Hashable), isinstance(5, cabc.Hashable))
class Weird:
    __iter__ = None
print(isinstance(Weird(), cabc.Iterable))
