x: int = 1
y: "forward"
(z): int = 2
a.b: c
a[i:j]: d
if x:
    w: list[x] = []


def f(a: int, *args: *Ts, b: str = "", **kw: dict) -> None:
    local: undefined = 1


class C:
    p: int
    q: C.p = 1
    if p:
        r: str
    def m(self, x: p) -> q: ...


type Alias = list[Alias]
type Generic[T: int, *Ts = *tuple[int], **P = [int]] = dict[T, P]


def generic[T: (int, str) = int](x: T = 1, *, k: T = 2) -> T:
    return x


class Box[T](Base, key=1):
    item: T
    def get[U](self, other: U) -> T | U: ...
