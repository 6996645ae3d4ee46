# Dataclasses, enum members, named tuples, typing classes and abstract base classes used and compared in hot loops.
from dataclasses import dataclass, field, replace, astuple, asdict, FrozenInstanceError
from enum import Enum, IntEnum, Flag, auto
from collections import namedtuple
from abc import ABC, abstractmethod
from typing import NamedTuple
@dataclass
class P:
    x: int
    y: float = 0.0
    tags: list = field(default_factory=list, compare=False)
    def __add__(self, o): return P(self.x + o.x, self.y + o.y, self.tags + o.tags)
@dataclass(frozen=True, order=True)
class F: a: int; b: str = 'b'
@dataclass(slots=True)
class S:
    n: int
    total: int = 0
    def __post_init__(self): self.total = self.n * 2
def dataclasses(n):
    acc, kept, eq = P(0), [], 0
    for i in range(n):
        p = P(i, i / 2)
        if i % 50 == 0: p.tags.append(i)
        acc = acc + p
        eq += p == P(i, i / 2, ['other']) and p != P(i) or p is acc
        s = S(i)
        s.n += s.total
        if i % 80 == 0: kept += [replace(p, y=-1), s]
    return acc, eq, kept
print(dataclasses(300))
def frozen(n):
    d, errs, order = {}, 0, 0
    for i in range(n):
        f = F(i % 7, 'xyz'[i % 3])
        d[f] = d.get(f, 0) + 1
        try: f.a = 5
        except FrozenInstanceError as e: errs += len(str(e))
        order += (f < F(3)) + (f >= F(3, 'y')) * 1000
    return len(d), min(d), max(d), sum(d.values()), errs, order, astuple(f), asdict(f)
print(frozen(300))
class Color(Enum):
    RED, GREEN, BLUE = 1, 2, 3
    @property
    def next(self): return list(Color)[self.value % 3]
class Level(IntEnum): LOW, MID, HIGH = 1, 5, 10
class Perm(Flag): R, W, X = auto(), auto(), auto()
def enums(n):
    c, counts, t, perm = Color.RED, {}, 0, Perm(0)
    for i in range(n):
        if c is Color.RED: t += 1
        elif c == Color.GREEN: t += 100
        else: t += c.value * 1000
        counts[c] = counts.get(c, 0) + 1
        c = c.next if i % 4 else Color(i % 3 + 1)
        lv = (Level.LOW, Level.MID, Level.HIGH)[i % 3]
        t += lv + (lv > Level.LOW) + (lv == 5) + (Level['HIGH'] is lv)
        perm ^= (Perm.R, Perm.W, Perm.X)[i * i % 3]
        if Perm.W in perm: t += 7
        if perm & (Perm.R | Perm.X): t += perm.value
        match c:
            case Color.BLUE: t -= 1
            case Color.RED | Color.GREEN: t -= 2
        try:
            if i % 60 == 59: Color(i)
        except ValueError as e: t += len(str(e))
    return t, {k.name: v for k, v in counts.items()}, perm, c.next.next.next is c
print(enums(400))
T = namedtuple('T', 'a b c', defaults=[9])
class N(NamedTuple):
    k: str
    v: float = 1.5
    def scaled(self, f): return N(self.k, self.v * f)
def tuples(n):
    t, s, m, kept = T(1, 2), 0, N('n'), []
    for i in range(n):
        a, b, c = t
        s += t.a + t[1] + t.c + len(t) + a - b
        t = t._replace(a=t.b, b=t.a + i) if i % 3 else T(i, *t[:2])
        m = m.scaled(1.01 if m.v < 10 else 0.1)
        if t == (t.a, t.b, t.c) and t > (0,): s += 1
        if i % 90 == 0: kept.append((t, m.k, round(m.v, 6)))
    return s, kept
print(tuples(300))
class Shape(ABC):
    @abstractmethod
    def area(self): ...
    def twice(self): return self.area() * 2
class Sq(Shape):
    def __init__(self, s): self.s = s
    def area(self): return self.s ** 2
class Ci(Shape):
    def __init__(self, r): self.r = r
    def area(self): return 3.25 * self.r ** 2
class Un(Sq):
    def area(self): return super().area() + 1
def shapes(n):
    t, errs, out = 0, 0, []
    ss = [Sq(2), Ci(1), Un(3), Sq(2 ** 40), Ci(0.5)]
    for i in range(n):
        o = ss[i % 5] if i > 100 else ss[0]
        t += o.twice() + isinstance(o, Sq) + isinstance(o, Shape) * 10
        if i % 50 == 0:
            out.append(t)
            try: Shape()
            except TypeError as e: errs += len(str(e))
        if i == 250: Shape.register(int)
        t += isinstance(i, Shape) * 1000
    return out, t, errs
print(shapes(350))
class State(Enum):
    IDLE, RUN, STOP = 'idle', 'run', 'stop'
TABLE = {(State.IDLE, 'go'): State.RUN, (State.RUN, 'tick'): State.RUN, (State.RUN, 'halt'): State.STOP, (State.STOP, 'reset'): State.IDLE}
def machine(events, n):
    s, bad, seen = State.IDLE, 0, {st: 0 for st in State}
    for i in range(n):
        e = events[i * i % len(events)]
        try: s = TABLE[s, e]
        except KeyError: bad += 1
        seen[s] += 1
        if s is State.STOP and i % 11 == 0: s = State('idle')
    return s.name, bad, [v for v in seen.values()], [s.value for s in State]
print(machine(['go', 'tick', 'halt', 'reset', 'tick', 'go', 'junk'], 500))
