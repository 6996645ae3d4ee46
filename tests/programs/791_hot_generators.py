"""Loops over generators that get hot: plain, nested, delegating, sending, ended and left early."""


def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


def total(n):
    s = 0
    for x in count(n):
        s += x
    return s


print(total(1000), total(0), total(1), total(1000))


def squares(items):
    for x in items:
        yield x * x


def pipeline(n):
    s = 0
    for x in squares(squares(count(n))):
        s ^= x
    return s


print(pipeline(700), pipeline(701))


def both(n):
    for i in range(n):
        yield i
        yield -i


print([sum(1 for x in both(300) if x < 0), sum(both(300))])


def alternate(n):
    out = 0
    for x in both(n):
        out = (out * 3 + x) & 0xFFFFFF
    return out


print(alternate(500), alternate(501))


def floats(n):
    x = 0.5
    for _ in range(n):
        x = x * 1.0001 + 0.25
        yield x


def sum_floats(n):
    t = 0.0
    for x in floats(n):
        t += x
    return t


print(sum_floats(600), sum_floats(600))


class Node:
    def __init__(self, left, value, right):
        self.left, self.value, self.right = left, value, right

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right


def tree(lo, hi):
    if lo >= hi:
        return None
    mid = (lo + hi) // 2
    return Node(tree(lo, mid), mid, tree(mid + 1, hi))


print(sum(tree(0, 1000)))


def walk(root):
    n = 0
    for v in root:
        n = n * 7 + v & 0xFFFF
    return n


t = tree(0, 900)
print([walk(t) for _ in range(4)])


def chained(n):
    yield from count(n)
    r = yield from ended(n)
    yield r
    yield from (x + 1 for x in range(n))


def ended(n):
    for i in range(n):
        yield i & 3
    return n * 100


def consume(n):
    s = 0
    for x in chained(n):
        s += x
    return s


print([consume(200) for _ in range(5)])


def short(k):
    for i in range(k):
        yield i


def many_short(n):
    s = 0
    for i in range(n):
        for x in short(i & 3):
            s += x + i
    return s


print(many_short(2000))


def leave_early(n):
    s = 0
    for i in range(n):
        for x in count(10):
            if x > i % 7:
                break
            s += x
    return s


print(leave_early(1500))


def conditional(n):
    return sum(x for x in (y * 2 for y in range(n)) if x % 3 == 0)


print(conditional(999))
print(any(x > 700 for x in count(1000)), all(x < 2000 for x in count(1000)), tuple(x % 5 for x in count(12)))


def unpacking(n):
    s = 0
    for a, (b, c) in ((i, (i + 1, i + 2)) for i in range(n)):
        s += a * b - c
    return s


print(unpacking(500))


def big(n):
    x = 1
    for i in range(n):
        x = x * 3 + i
        yield x


def digits(n):
    last = 0
    for x in big(n):
        last = x
    return len(str(last))


print(digits(400))


def closure(n):
    seen = 0

    def inner():
        nonlocal seen
        for i in range(n):
            seen += i
            yield seen

    t = 0
    for x in inner():
        t += x
        seen -= 1
    return t, seen


print(closure(800))


def receiver():
    got = []
    x = None
    while True:
        x = yield len(got)
        if x is None:
            x = -1
        got.append(x)
        if len(got) > 900:
            return got


def send_all(n):
    g = receiver()
    next(g)
    s = 0
    try:
        for i in range(n):
            s += g.send(i)
    except StopIteration as e:
        return s, len(e.value), sum(e.value)
    return s


print(send_all(100), send_all(2000))
for x in receiver():
    if x > 500:
        break
print(x)
