# enum: members, aliases, flags, auto, functional API, methods, errors.
from enum import *
class C(Enum):
    RED = 1
    GREEN = 2
    CRIMSON = 1
    @property
    def nice(self): return self.name.title()
    @classmethod
    def default(cls): return cls.RED
print(C.RED, repr(C.RED), C.RED.name, C.RED.value, C(1), C['GREEN'], C.CRIMSON is C.RED, list(C), len(C), C.__members__, C.RED in C, 1 in C, C.RED.nice, C.default(), C.RED == 1, C.RED is C(1), isinstance(C.RED, C), hash(C.RED) == hash('RED'), type(C.RED))
def subclass():
    class D(C): pass
def dup():
    @unique
    class D(Enum):
        A = 1
        B = 1
def redefine():
    class D(Enum):
        A = 1
        A = 2
class I(IntEnum):
    A = 1
    B = 2
print(I.A + 1, I.A < I.B, I.A == 1, f'{I.A}', str(I.A), repr(I.A), [10, 20, 30][I.B], int(I.A), sorted([I.B, I.A]), I(2), isinstance(I.A, int))
class S(StrEnum):
    A = auto()
    B = 'bee'
print(S.A, S.A == 'a', S.B.upper(), f'{S.B}', repr(S.A), S('bee'))
class F(Flag):
    R = auto()
    W = auto()
    X = auto()
    RW = R | W
print(F.R | F.X, F.RW & F.W, ~F.R, F.R ^ F.RW, F.R in F.RW, bool(F.R & F.X), F(0), F(7), repr(F.R | F.W), list(F.RW), F.RW.value, len(F), F['R'] | F['W'] is F.RW, (F.R | F.X).name)
class IF(IntFlag):
    A = 1
    B = 4
print(IF.A | IF.B, IF(5), IF.A | 8, repr(IF(0)), IF.A + 1, ~IF.A)
class A(Enum):
    def _generate_next_value_(name, start, count, last): return name.lower() + str(count)
    X = auto()
    Y = auto()
print([a.value for a in A])
class P(Enum):
    EARTH = (5.9, 6.3)
    MARS = (0.6, 3.4)
    def __init__(self, mass, radius): self.mass, self.radius = mass, radius
    def __str__(self): return f'planet {self.name}'
print(P.EARTH.mass, P.MARS, P.EARTH.value, format(P.MARS))
class V(Enum):
    @classmethod
    def _missing_(cls, value): return cls.DEF
    DEF = 0
    nm = nonmember(5)
    @member
    def fn(): return 1
print(V('anything'), V.nm, V.fn)
Fn = Enum('Fn', 'A B C')
print(list(Fn), Enum('G', {'X': 10})('X' and 10), Enum('H', ['P', 'Q'], start=5).Q.value, IntEnum('J', 'A').A + 1)
match C.GREEN:
    case C.RED: print('red')
    case C.GREEN: print('green')
print({C.RED: 1}[C.RED], [m.name for m in reversed(C)], C.__doc__, C.RED.__class__.__name__, dir(C)[:2], C.__name__, C._member_names_, C._value2member_map_)
@verify(UNIQUE, CONTINUOUS)
class Ok(Enum):
    A = 1
    B = 2
import pickle, copy
print(copy.deepcopy(C.RED) is C.RED, pickle.loads(pickle.dumps(C.RED)) is C.RED)
