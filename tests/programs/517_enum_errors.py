# enum: members, aliases, flags, auto, functional API, methods, errors: the errors.
from enum import *
class C(Enum):
    RED = 1
    GREEN = 2
    CRIMSON = 1
    @property
    def nice(self): return self.name.title()
    @classmethod
    def default(cls): return cls.RED
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: C(5))
attempt(lambda: C['X'])
attempt(lambda: C.X)
attempt(lambda: setattr(C, 'RED', 5))
attempt(lambda: C.RED < C.GREEN)
attempt(lambda: delattr(C, 'RED'))
attempt(lambda: setattr(C.RED, 'value', 2))
def subclass():
    class D(C): pass
attempt(subclass)
def dup():
    @unique
    class D(Enum):
        A = 1
        B = 1
attempt(dup)
def redefine():
    class D(Enum):
        A = 1
        A = 2
attempt(redefine)
class I(IntEnum):
    A = 1
    B = 2
class S(StrEnum):
    A = auto()
    B = 'bee'
class F(Flag):
    R = auto()
    W = auto()
    X = auto()
    RW = R | W
attempt(lambda: F(8))
class IF(IntFlag):
    A = 1
    B = 4
class A(Enum):
    def _generate_next_value_(name, start, count, last): return name.lower() + str(count)
    X = auto()
    Y = auto()
class P(Enum):
    EARTH = (5.9, 6.3)
    MARS = (0.6, 3.4)
    def __init__(self, mass, radius): self.mass, self.radius = mass, radius
    def __str__(self): return f'planet {self.name}'
class V(Enum):
    @classmethod
    def _missing_(cls, value): return cls.DEF
    DEF = 0
    nm = nonmember(5)
    @member
    def fn(): return 1
Fn = Enum('Fn', 'A B C')
match C.GREEN:
    case C.RED: print('red')
    case C.GREEN: print('green')
@verify(UNIQUE, CONTINUOUS)
class Ok(Enum):
    A = 1
    B = 2
import pickle, copy
