# dataclasses: fields, defaults, ordering, frozen, slots, post-init, inheritance, errors: the errors.
from dataclasses import *
import dataclasses
@dataclass
class P:
    x: int
    y: int = 0
    tags: list = field(default_factory=list)
    hidden: int = field(default=5, repr=False, compare=False)
p = P(1)
p.tags.append(1)
@dataclass(order=True, frozen=True)
class V:
    a: int
    b: str = 'z'
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: setattr(V(1), 'a', 5))
attempt(lambda: delattr(V(1), 'a'))
attempt(lambda: P())
attempt(lambda: P(1, 2, 3, 4, 5))
attempt(lambda: hash(p))
attempt(lambda: P(1) < P(2))
def bad_default():
    @dataclass
    class B:
        x: list = []
attempt(bad_default)
def bad_order():
    @dataclass
    class B:
        x: int = 1
        y: int
attempt(bad_order)
@dataclass
class Base:
    a: int = 1
    b: int = 2
@dataclass
class Child(Base):
    c: int = 3
    a: int = 10
@dataclass
class Post:
    a: int
    scale: InitVar[int] = 2
    b: int = field(init=False)
    count: 'ClassVar[int]' = 0
    def __post_init__(self, scale): self.b = self.a * scale
@dataclass(slots=True)
class S:
    x: int
    y: int = 7
attempt(lambda: setattr(S(1), 'z', 1))
@dataclass(kw_only=True)
class K:
    a: int
    b: int = 2
attempt(lambda: K(1))
@dataclass
class Mix:
    a: int
    _: KW_ONLY
    b: int = 5
M = make_dataclass('M', ['x', ('y', int, field(default=5))], namespace={'total': lambda self: self.x + self.y})
@dataclass(eq=False)
class NE: a: int = 1
@dataclass(unsafe_hash=True)
class UH: a: int = 1
@dataclass
class Rec:
    child: 'Rec' = None
r = Rec()
r.child = r
@dataclass(repr=False)
class NR:
    a: int
    def __repr__(self): return 'custom'
match P(1, 2):
    case P(x, y, tags): print(x, y, tags)
attempt(lambda: asdict(5))
attempt(lambda: replace(Post(1), b=5))
