# typing and PEP 695 generics at run time: type parameters, aliases, Protocol, TypedDict, NamedTuple, get_type_hints, unions: the errors.
import typing
from typing import *
class Box[T]:
    def __init__(self, v: T): self.v = v
    def get(self) -> T: return self.v
def first[T: (int, str), *Ts, **P](x: T, *a: *Ts) -> T: return x
type Alias[K] = dict[K, list[K]]
type Simple = int | str
T1 = first.__type_params__[0]
class Bounded[T: int = bool]: pass
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: isinstance([], list[int]))
attempt(lambda: int[str])
attempt(lambda: Union[5, 6])
attempt(lambda: Optional[int, str])
attempt(lambda: 5 | int)
attempt(lambda: Any())
attempt(lambda: Box[int, str])
class NT(NamedTuple):
    a: int
    b: str = 'x'
class TD(TypedDict, total=False):
    a: Required[int]
    b: str
@runtime_checkable
class Proto(Protocol):
    x: int
    def m(self) -> int: ...
class Impl:
    x = 1
    def m(self): return 1
attempt(lambda: Proto())
class NP(Protocol):
    def m(self): ...
attempt(lambda: isinstance(Impl(), NP))
def f(a: int, b: 'str' = 'x', *c: float, d: list['int'] = None) -> None: pass
class Hints:
    a: int
    b: 'Hints'
    c: ClassVar[int] = 5
TV = TypeVar('TV', bound=int)
class G(Generic[TV]): pass
@overload
def ov(a: int) -> int: ...
def ov(a): return a
attempt(lambda: assert_never(5))
attempt(lambda: ov.__wrapped__)
@final
class Fin: pass
@override
def o(): pass
