# dataclasses: fields, defaults, ordering, frozen, slots, post-init, inheritance, errors.
from dataclasses import *
import dataclasses
@dataclass
class P:
    x: int
    y: int = 0
    tags: list = field(default_factory=list)
    hidden: int = field(default=5, repr=False, compare=False)
p = P(1)
print(p, p == P(1), p == P(2), p != 5, P(1, 2, ['a']), P(x=3, y=4), asdict(p), astuple(p), replace(p, x=9), [f.name for f in fields(P)], is_dataclass(p), P.__match_args__)
p.tags.append(1)
print(P(1).tags, p.hidden)
@dataclass(order=True, frozen=True)
class V:
    a: int
    b: str = 'z'
print(sorted([V(2), V(1, 'b'), V(1, 'a')]), V(1) < V(2), hash(V(1)) == hash(V(1)), {V(1): 'k'}[V(1)])
def bad_default():
    @dataclass
    class B:
        x: list = []
def bad_order():
    @dataclass
    class B:
        x: int = 1
        y: int
@dataclass
class Base:
    a: int = 1
    b: int = 2
@dataclass
class Child(Base):
    c: int = 3
    a: int = 10
print(Child(), Child(1, 2, 3), [f.name for f in fields(Child)])
@dataclass
class Post:
    a: int
    scale: InitVar[int] = 2
    b: int = field(init=False)
    count: 'ClassVar[int]' = 0
    def __post_init__(self, scale): self.b = self.a * scale
print(Post(5), Post(5, 3).b)
@dataclass(slots=True)
class S:
    x: int
    y: int = 7
print(S(1), S.__slots__, hasattr(S(1), '__dict__'))
@dataclass(kw_only=True)
class K:
    a: int
    b: int = 2
print(K(a=1))
@dataclass
class Mix:
    a: int
    _: KW_ONLY
    b: int = 5
print(Mix(1, b=2))
M = make_dataclass('M', ['x', ('y', int, field(default=5))], namespace={'total': lambda self: self.x + self.y})
print(M(1), M(1).total())
@dataclass(eq=False)
class NE: a: int = 1
print(NE() == NE())
@dataclass(unsafe_hash=True)
class UH: a: int = 1
print(hash(UH()) == hash(UH()))
@dataclass
class Rec:
    child: 'Rec' = None
r = Rec()
r.child = r
print(r, asdict(Rec(Rec())))
@dataclass(repr=False)
class NR:
    a: int
    def __repr__(self): return 'custom'
print(NR(1), asdict(P(1, 2, [P(3)])), copy if False else '')
match P(1, 2):
    case P(x, y, tags): print(x, y, tags)
print(fields(P)[1].default, fields(P)[0].default is MISSING, fields(P)[2].default_factory, fields(P)[0].type)
