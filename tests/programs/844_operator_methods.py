# Operators whose methods are Python functions, in hot loops: which method is asked, in which order, what follows on NotImplemented.

class Vec:
    def __init__(self, x, y):
        self.x = x
        self.y = y
    def __repr__(self):
        return f"Vec({self.x}, {self.y})"
    def __add__(self, other):
        if isinstance(other, Vec):
            return Vec(self.x + other.x, self.y + other.y)
        return NotImplemented
    def __sub__(self, other):
        return Vec(self.x - other.x, self.y - other.y)
    def __mul__(self, k):
        if isinstance(k, (int, float)):
            return Vec(self.x * k, self.y * k)
        return NotImplemented
    def __rmul__(self, k):
        return Vec(k * self.x, k * self.y)
    def __radd__(self, other):
        if other == 0:
            return self
        return NotImplemented
    def __neg__(self):
        return Vec(-self.x, -self.y)
    def __invert__(self):
        return Vec(self.y, self.x)
    def __pos__(self):
        return Vec(abs(self.x), abs(self.y))
    def __eq__(self, other):
        if not isinstance(other, Vec):
            return NotImplemented
        return self.x == other.x and self.y == other.y
    def __lt__(self, other):
        if not isinstance(other, Vec):
            return NotImplemented
        return (self.x, self.y) < (other.x, other.y)
    def __bool__(self):
        return self.x != 0 or self.y != 0
    def __matmul__(self, other):
        return self.x * other.x + self.y * other.y
    def __getitem__(self, i):
        if isinstance(i, slice):
            return ("slice", i.start, i.stop, i.step)
        return (self.x, self.y)[i]
    def __setitem__(self, i, value):
        if isinstance(i, slice):
            self.x, self.y = value
        elif i == 0:
            self.x = value
        else:
            self.y = value
    def __delitem__(self, i):
        self[i] = 0
    def __contains__(self, item):
        return item == self.x or item == self.y
    def __len__(self):
        return 2


def arithmetic(n):
    total = Vec(0, 0)
    step = Vec(1, -2)
    for i in range(n):
        total = total + step * 2 - step
        total = -(-total)
        if i % 3 == 0:
            total = 2 * step + total
        total = ~~total
    return total

print(arithmetic(10), arithmetic(300))


def sums(n):
    return sum([Vec(i, 1) for i in range(n)])

print(sums(5), sums(200))


def compare(n):
    a, b = Vec(1, 2), Vec(1, 3)
    less = equal = other = 0
    for i in range(n):
        if a < b:
            less += 1
        if b > a:
            less += 1
        if a == Vec(1, 2):
            equal += 1
        if a != b:
            other += 1
        if a == i:
            other += 1000
        if a != i:
            other += 1
        b[1] = 2 + i % 3
        equal += 0 == a
    return less, equal, other

print(compare(10), compare(300))


def containers(n):
    v = Vec(1, 2)
    found = missing = size = 0
    for i in range(n):
        v[0] = i
        v[1] += 1
        if i in v:
            found += 1
        if "x" not in v:
            missing += 1
        size += len(v)
        del v[0]
        if v[0]:
            size += 1000
        v[:] = v[1], v[0]
        if not v:
            size += 10000
        last = v[1:5]
    return found, missing, size, v, last

print(containers(10), containers(300))


class Left:
    def __init__(self, log):
        self.log = log
    def __add__(self, other):
        self.log.append("Left.__add__")
        return NotImplemented
    def __iadd__(self, other):
        self.log.append("Left.__iadd__")
        return NotImplemented
    def __lt__(self, other):
        self.log.append("Left.__lt__")
        return NotImplemented
    def __eq__(self, other):
        self.log.append("Left.__eq__")
        return NotImplemented
    def __gt__(self, other):
        self.log.append("Left.__gt__")
        return "gt"

class Right:
    def __init__(self, log):
        self.log = log
    def __radd__(self, other):
        self.log.append("Right.__radd__")
        return "radd"
    def __gt__(self, other):
        self.log.append("Right.__gt__")
        return NotImplemented
    def __eq__(self, other):
        self.log.append("Right.__eq__")
        return NotImplemented

class Special(Left):
    def __radd__(self, other):
        self.log.append("Special.__radd__")
        return NotImplemented
    def __gt__(self, other):
        self.log.append("Special.__gt__")
        return NotImplemented

class Inherits(Left):
    pass


def orders(make_left, make_right, n):
    outcomes = {}
    for i in range(n):
        log = []
        a, b = make_left(log), make_right(log)
        try:
            result = a + b
        except TypeError as e:
            result = str(e)
        outcomes["+", str(result), tuple(log)] = outcomes.get(("+", str(result), tuple(log)), 0) + 1
        log.clear()
        try:
            a += b
        except TypeError as e:
            a = str(e)
        key = ("+=", str(a), tuple(log))
        outcomes[key] = outcomes.get(key, 0) + 1
        log.clear()
        a = make_left(log)
        try:
            result = a < b
        except TypeError as e:
            result = str(e)
        key = ("<", str(result), tuple(log))
        outcomes[key] = outcomes.get(key, 0) + 1
        log.clear()
        key = ("==", a == b, tuple(log))
        outcomes[key] = outcomes.get(key, 0) + 1
    for (op, result, log), times in outcomes.items():
        print(" ", op, result, *log, times)

def number(log):
    return 3
def text(log):
    return "t"
for left, right in [(Left, Right), (Left, Left), (Left, Special), (Special, Left), (Left, Inherits), (Inherits, Special), (number, Right), (number, Left),
                    (Left, number), (text, Right), (Special, number), (Right, Right), (Right, Left)]:
    print(left.__name__, right.__name__)
    orders(left, right, 100)
