squares = [x * x for x in range(10) if x if x > 1]
pairs = {(x, y) for x in squares for y in [x + 1]}
table = {k: v for k, v in pairs}
gen = (x for x in squares)


def function(items, x):
    a = [x for x in items]
    b = [lambda: x for x in a]
    c = [[y for y in x] for x in items if (z := x)]
    d = any(i for i in items), all(i for i in items), tuple(i for i in items)
    e = [x for x in [i for i in items]]
    return sum(i for i in items), [i for i in (1, 2, 3)], a, z


class C:
    n = 3
    values = [n for n in range(n)]
    cells = [lambda: n for n in values]
