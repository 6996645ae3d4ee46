# __getitem__ of Python classes in hot loops: defaults, exceptions, classes that change, keys of several kinds.
class Grid:
    def __init__(self, width, height):
        self.width = width
        self.data = [i * i % 7 for i in range(width * height)]

    def index(self, x, y):
        return y * self.width + x

    def __getitem__(self, at):
        return self.data[self.index(*at)]


class Twice:
    def __init__(self, inner):
        self.inner = inner

    def __getitem__(self, key, scale=2):
        if key == 13:
            raise LookupError(key)
        return self.inner[key] * scale


class Nested:
    def __init__(self, inner):
        self.inner = inner

    def __getitem__(self, key):
        return self.inner[key]


def grids(n):
    grid, total = Grid(9, 5), 0
    for i in range(n):
        total += grid[i % 9, i % 5] - grid[0, 0]
    return total


def raising(n):
    table, total, errors = Twice(list(range(20))), 0, []
    for i in range(n):
        try:
            total += table[i % 23]
        except LookupError as e:
            errors.append(type(e).__name__)
    return total, len(errors), sorted(set(errors))


def mixed(n):
    things = [Twice([1, 2, 3]), Nested({0: 'a', 1: 'b', 2: 'c'}), Nested(Twice((4, 5, 6))), [7, 8, 9], {0: 1.5, 1: 2.5, 2: 3.5}]
    return [things[i % 5][i % 3] for i in range(n)][-15:]


def changes(n):
    table, seen = Nested('abc'), []
    for i in range(n):
        seen.append(table[i % 3])
        if i == n // 2:
            Nested.__getitem__ = lambda self, key: key
        if i == n - 3:
            del Nested.__getitem__
            try:
                table[0]
            except TypeError as e:
                seen.append(str(e))
            Nested.__getitem__ = lambda self, key: self.inner
    return seen[:4], seen[n // 2 - 1:n // 2 + 3], seen[-4:]


def depth(n):
    table = [5]
    for _ in range(6):
        table = Nested(table)
    return sum(table[0] for _ in range(n))


print(grids(500))
print(raising(500))
print(mixed(300))
print(depth(300))
print(changes(300))
