# What follows when the method of an operator has returned: conversions, their errors, tracebacks, frames that somebody looks at.
import sys
import traceback


class Odd:
    def __init__(self, value):
        self.value = value
    def __bool__(self):
        return self.value
    def __len__(self):
        return self.value
    def __contains__(self, item):
        return self.value
    def __iter__(self):
        return self.value
    def __eq__(self, other):
        return self.value

class Sized:
    def __init__(self, value):
        self.value = value
    def __len__(self):
        return self.value


def attempt(function, *args):
    try:
        return function(*args)
    except (TypeError, ValueError, OverflowError) as e:
        return f"{type(e).__name__}: {e}"

def truth(x):
    return 1 if x else 0
def length(x):
    return len(x)
def contains(x):
    return 7 in x, 7 not in x
def iterate(x):
    return [i for i in x]
def equal(x):
    if x == 1:
        return "equal"
    return x == 2

for round in range(40):
    results = []
    for value in (True, False, 0, 1, 2, -1, 2 ** 70, None, "text", [], [1, 2], iter("ab"), Sized(0), Sized(3)):
        for function in (truth, length, contains, iterate, equal):
            results.append(attempt(function, Odd(value)))
            if isinstance(value, int):
                results.append(attempt(truth, Sized(value)))
    if round in (0, 39):
        print(*[r for r in results if not isinstance(r, (Odd, Sized))], sep="\n")


class Failing:
    def __init__(self, at):
        self.at = at
    def __add__(self, i):
        if i == self.at:
            raise ValueError(f"add {i}")
        return self
    def __lt__(self, i):
        if i == self.at:
            1 / 0
        return True
    def __getattr__(self, name):
        raise AttributeError(name)


def fails(at, n):
    f = Failing(at)
    for i in range(n):
        f = f + i
        if not f < i - 1:
            print("not reached")
    return f

for at in (5, 150):
    try:
        fails(at, 200)
    except ValueError as e:
        print([(f.name, f.lineno - fails.__code__.co_firstlineno) for f in traceback.extract_tb(e.__traceback__)], e)


class Looks:
    def __init__(self):
        self.seen = set()
    def __add__(self, other):
        frame = sys._getframe()
        caller = frame.f_back
        self.seen.add((frame.f_code.co_name, caller.f_code.co_name, caller.f_locals["n"], caller.f_lineno - look.__code__.co_firstlineno))
        return self
    def __eq__(self, other):
        self.seen.add((sys._getframe(1).f_code.co_name, "=="))
        return self
    def __bool__(self):
        self.seen.add((sys._getframe(1).f_code.co_name, "bool"))
        return True
    def __call__(self, x, *, y=1):
        self.seen.add((sys._getframe(1).f_code.co_name, "call", x, y))
        return self


def look(n):
    looks = Looks()
    for i in range(n):
        looks = looks + i
        if looks == i:
            looks = looks(i % 2, y=i % 3)
    return sorted(map(str, looks.seen))

print(*look(200), sep="\n")


# No native recursion: each level is an operator.
class Nest:
    def __init__(self, inner):
        self.inner = inner
    def __neg__(self):
        return 1 if self.inner is None else 1 + -self.inner
    def __len__(self):
        return 1 if self.inner is None else 1 + len(self.inner)
    def __eq__(self, other):
        return self.inner is None or self.inner == other
    def __contains__(self, x):
        return self.inner is None or x in self.inner
    def __call__(self):
        return 0 if self.inner is None else 1 + self.inner()

sys.setrecursionlimit(60_000)
nest = None
for i in range(50_000):
    nest = Nest(nest)
print(-nest, len(nest), nest == 3, 4 in nest, nest())
sys.setrecursionlimit(1000)
try:
    -nest
except RecursionError as e:
    print(e)


class Squares:
    def __init__(self, n):
        self.i = 0
        self.n = n
    def __iter__(self):
        return self
    def __next__(self):
        if self.i >= self.n:
            raise StopIteration("done")
        self.i += 1
        return self.i * self.i

class Breaks(Squares):
    def __next__(self):
        if self.i == 100:
            raise KeyError("broken")
        return super().__next__()

def loop(iterable):
    total = 0
    for x in iterable:
        total += x
    else:
        total += 1_000_000
    return total

print(loop(Squares(10)), loop(Squares(300)), sys.exception())
try:
    raise LookupError("outer")
except LookupError:
    print(loop(Squares(20)), repr(sys.exception()))
    try:
        loop(Breaks(200))
    except KeyError as e:
        print(repr(e), repr(e.__context__), [f.name for f in traceback.extract_tb(e.__traceback__)])

class Stops:
    def __iter__(self):
        for i in range(5):
            yield i
    def __next__(self):
        raise StopIteration
    def __contains__(self, x):
        raise StopIteration("not swallowed")

for i in range(60):
    assert loop(Stops()) == 1_000_010
try:
    for i in range(100):
        1 in Stops()
except StopIteration as e:
    print("StopIteration:", e)

def events(n):
    log = []
    def tracer(frame, event, arg):
        if frame.f_code.co_name in ("events", "__add__", "__next__", "__bool__"):
            log.append((frame.f_code.co_name, event))
        return tracer
    v = Squares(2)
    class T:
        def __add__(self, x):
            return self
        def __bool__(self):
            return False
    t = T()
    sys.settrace(tracer)
    for x in v:
        if t + x:
            pass
    sys.settrace(None)
    return log

print(events(3))
