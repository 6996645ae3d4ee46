"""Generators in hot loops while trace functions, recursion limits and exceptions from callees come and go."""
import sys


def gen(n):
    for i in range(n):
        yield i


def traced(n):
    calls = []

    def tracer(frame, event, arg):
        if frame.f_code is gen.__code__:
            calls.append(event)
            return tracer
        return None

    s = 0
    for x in gen(n):
        s += x
        if x == n - 5:
            sys.settrace(tracer)
        if x == n - 3:
            sys.settrace(None)
    return s, [event for event in calls if event != "line"]


print(traced(300), traced(200))


def deep_generators(depth):
    g = iter(range(3))
    for _ in range(depth):
        g = (x + 1 for x in g)
    return g


def limit():
    out = []
    for depth in (5, 20, 300, 8):
        try:
            s = 0
            for x in deep_generators(depth):
                s += x
            out.append(s)
        except RecursionError:
            out.append("too deep")
    return out


print(limit(), limit())


def helper(i, n):
    if i == n - 1:
        raise OSError(f"at {i}")
    return i & 7


def calls(n):
    for i in range(n):
        try:
            v = helper(i, n)
        except OSError as e:
            v = len(str(e))
        yield v


def outer(n):
    s = 0
    for v in calls(n):
        s = s * 5 + v & 0xFFFFFF
    return s


print(outer(400), outer(401))


def lets_through(n):
    for i in range(n):
        yield helper(i, n)


def catches(n):
    s = 0
    try:
        for v in lets_through(n):
            s += v
    except OSError as e:
        tb = e.__traceback__
        names = []
        while tb:
            names.append(tb.tb_frame.f_code.co_name)
            tb = tb.tb_next
        return s, names, str(e)


print(catches(300))
print(catches(301))


def stack_names(n):
    def look():
        f, names = sys._getframe(1), []
        while f.f_code.co_name != "<module>":
            names.append(f.f_code.co_name)
            f = f.f_back
        return names

    def inner(k):
        for i in range(k):
            yield look() if i == k - 1 else i

    def middle(k):
        yield from inner(k)

    last = None
    for x in middle(n):
        last = x
    return last


print(stack_names(200), stack_names(150))


def default_globals(n):
    space = {"limit": n}
    exec("def g():\n  i = 0\n  while i < limit:\n    yield i\n    i += 1", space)
    s = 0
    for x in space["g"]():
        s += x
        if x == n // 2:
            space["limit"] = n + 10
    return s


print(default_globals(300), default_globals(200))


def several(n):
    """One loop, generators of different code."""
    s = 0
    for make in (gen, lambda n: (x * 2 for x in range(n)), calls, gen):
        for x in make(n):
            s += x
    return s


print(several(200), several(150))


def iterators(n):
    s = 0
    for source in (range(n), gen(n), [1, 2, 3] * 20, gen(n), iter({4: 1}), (x for x in gen(n))):
        for x in source:
            s += x
    return s


print(iterators(100), iterators(100))


class Weird:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        for i in range(self.n):
            yield self
            self.n -= 1

    def __index__(self):
        return 3


def weird(n):
    w = Weird(n)
    k = 0
    for x in w:
        k += x.n
    return k, w.n


print(weird(200), weird(200))


def assigning(n):
    g = gen(n)
    s = 0
    for g in g:
        s += g
    return s, g


print(assigning(300))
