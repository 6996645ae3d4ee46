# Common operations at sites that run often, with the odd case at the end of each.
from abc import ABC, abstractmethod
from dataclasses import dataclass


# More attributes than the class foresaw.
@dataclass
class Wide:
    a: int
    b: int
    c: int
    d: int
    e: int
    f: int
    g: int = 7


def total(w):
    return w.a + w.b + w.c + w.d + w.e + w.f + w.g


wides = [Wide(i, 2, 3, 4, 5, f=i * 6) for i in range(40)]
print(sum(total(w) for w in wides))
wides[7].f = "text"
try:
    sum(total(w) for w in wides)
except TypeError as error:
    print(error)
wides[7].f = 0
del wides[9].e
try:
    sum(total(w) for w in wides)
except AttributeError as error:
    print(error)
wides[9].e = 1
Wide.f = property(lambda self: 1000)
print(sum(total(w) for w in wides))


# Classes called by keyword, spread, with defaults.
class Point:
    def __init__(self, x, y=2, *, z=3):
        self.at = (x, y, z)


class Odd:
    def __init__(self, result):
        self.result = result
        return result


class Shape(ABC):
    def __init__(self, name="shape"):
        self.name = name

    @abstractmethod
    def area(self): ...


class Square(Shape):
    def area(self):
        return 4


def make(cls, **kwargs):
    return cls(**kwargs)


print([Point(x=i, z=i + 1).at for i in range(5)], [make(Point, x=i).at for i in range(3)], [Point(*(1, 2)).at for _ in range(3)])
print([Square(name=str(i)).name + str(Square().area()) for i in range(4)])
for call in (lambda: make(Odd, result=1), lambda: Odd(result=2), lambda: Odd(*[3]), lambda: Shape(name="x"), lambda: Point(y=1), lambda: Point(1, 2, 3)):
    try:
        for _ in range(5):
            call()
    except TypeError as error:
        print(error)


def defaults(a, b=1, c=2):
    return a, b, c


print([defaults(i) for i in range(3)], [defaults(i, 5) for i in range(3)], [Point(i).at for i in range(3)])
defaults.__defaults__ = (9,)
for arguments in ((1, 2), (1, 2, 3), (1,)):
    try:
        print(defaults(*arguments), defaults(arguments[0], 4))
    except TypeError as error:
        print(error)

# Slices without a slice object.
for data in ([1, 2, 3, 4, 5], (1, 2, 3, 4, 5), "abcde", b"abcde", "aβcδe", range(5)):
    print([data[i:j] for i, j in ((0, 2), (-3, -1), (2, None), (None, -2), (4, 1), (-9, 99), (None, None), (10**30, 2), (True, 3))])
one = (1, 2)
print(one[:] is one, "abc"[0:3] == "abc", [1][5:] == [])
try:
    [1, 2]["a":]
except TypeError as error:
    print(error)


# Truth of what may be None.
class Node:
    def __init__(self, next):
        self.next = next


chain = None
for _ in range(30):
    chain = Node(chain)
count, node = 0, chain
while node:
    count, node = count + 1, node.next
print(count, [bool(x) for x in (chain, None, chain, 0, "", [], chain)])

# Sets: subsets, differences, keys that are equal but not the same.
evens, small = set(range(0, 60, 2)), {1, 2, 3, 4}
print(small & evens, evens - set(range(4, 60)), {0, 2} <= evens, small <= evens, {2.0, True + 1} <= evens, sorted(evens ^ small)[:5])
table = {i: str(i) for i in range(50)}
print(table[4.0], table[True], table.get(50), 7.0 in table, table.get(-1, "none"), {1.0: "a"} | {1: "b"})
print(sum(range(10)), sum([2**61, 2**61, 2**62]), sum([1, 2.5, 3]), sum([True, 2], start=-3))
print(any(x > 3 for x in small), all(x > 3 for x in small))
