# typing and PEP 695 generics at run time: type parameters, aliases, Protocol, TypedDict, NamedTuple, get_type_hints, unions.
import typing
from typing import *
class Box[T]:
    def __init__(self, v: T): self.v = v
    def get(self) -> T: return self.v
def first[T: (int, str), *Ts, **P](x: T, *a: *Ts) -> T: return x
type Alias[K] = dict[K, list[K]]
type Simple = int | str
print(Box[int], Box[int](5).get(), Box.__type_params__, first.__type_params__, Alias, Alias[int], Alias.__value__, Simple.__value__, Alias.__type_params__, first(1), Box[int].__origin__ is Box, Box[int].__args__, Box.__orig_bases__, Box.__parameters__)
T1 = first.__type_params__[0]
print(T1.__constraints__, T1.__bound__, T1.__name__, repr(T1), T1.__default__ is NoDefault)
class Bounded[T: int = bool]: pass
print(Bounded.__type_params__[0].__bound__, Bounded.__type_params__[0].__default__, Bounded[bool])
print(list[int], dict[str, int], tuple[int, ...], list[int].__origin__, list[int].__args__, int | str, int | None, Optional[int], Union[int, str], Union[int, int], (int | str).__args__, type(int | str), List[int], Dict[str, Any], Callable[[int], str], Literal['a', 1], Annotated[int, 'meta'], ClassVar[int], Final[int], Type[int], Tuple[int, str])
print(isinstance(5, int | str), isinstance('a', int | None), issubclass(bool, int | str), list[int] == list[int], hash(list[int]) == hash(list[int]), list[int]([1, 2]), get_origin(List[int]), get_args(Dict[str, int]), get_args(Callable[[int], str]))
class NT(NamedTuple):
    a: int
    b: str = 'x'
print(NT(1), NT(1)._asdict(), NT.__annotations__, NT._field_defaults)
class TD(TypedDict, total=False):
    a: Required[int]
    b: str
print(TD(a=1), TD.__required_keys__, TD.__optional_keys__, TD.__annotations__)
@runtime_checkable
class Proto(Protocol):
    x: int
    def m(self) -> int: ...
class Impl:
    x = 1
    def m(self): return 1
print(isinstance(Impl(), Proto), isinstance(5, Proto), issubclass(Impl, Proto) if False else '')
class NP(Protocol):
    def m(self): ...
def f(a: int, b: 'str' = 'x', *c: float, d: list['int'] = None) -> None: pass
print(get_type_hints(f), f.__annotations__)
class Hints:
    a: int
    b: 'Hints'
    c: ClassVar[int] = 5
print(get_type_hints(Hints), Hints.__annotations__)
TV = TypeVar('TV', bound=int)
class G(Generic[TV]): pass
print(G[bool], G.__parameters__, TV, cast(int, 'a'), NewType('UserId', int)(5), typing.get_overloads(f))
@overload
def ov(a: int) -> int: ...
def ov(a): return a
print(ov(5), assert_type(5, int), reveal_type if False else '', is_typeddict(TD), TYPE_CHECKING)
@final
class Fin: pass
@override
def o(): pass
print(Fin.__final__, o.__override__, ParamSpec('PS'), TypeVarTuple('Ts'), Self, Never, get_protocol_members(Proto) == {'x', 'm'})
