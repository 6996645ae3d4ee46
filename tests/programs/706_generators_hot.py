# Generators in hot loops: nested, delegating, sent to, closed early, with state of changing types.
def count(n):
    i = 0
    while i < n:
        yield i
        i += 1
print(sum(count(2000)), sum(x * 2 for x in count(500) if x % 3), max(x ^ 5 for x in count(300)))
def pipeline(n):
    a = (x for x in range(n))
    b = (x * x for x in a if x % 2)
    c = (x + 1 for x in b)
    return sum(c)
print(pipeline(1000))
def tree(n):
    if n == 0:
        yield 1
        return
    yield from tree(n - 1)
    yield n
    yield from tree(n - 1)
print(sum(tree(9)), len(list(tree(7))))
def averager():
    total, n, avg = 0, 0, None
    while True:
        x = yield avg
        total += x
        n += 1
        avg = total / n
a = averager()
next(a)
for i in range(500): r = a.send(i)
print(r)
def switching(n):
    for i in range(n):
        yield i if i < n // 3 else float(i) if i < 2 * n // 3 else str(i)
ints = floats = strs = 0
for v in switching(600):
    if type(v) is int: ints += v
    elif type(v) is float: floats += v
    else: strs += len(v)
print(ints, floats, strs)
def early(n):
    closed = 0
    def g():
        nonlocal closed
        try:
            i = 0
            while True:
                yield i
                i += 1
        finally:
            closed += 1
    s = 0
    for k in range(n):
        it = g()
        for v in it:
            s += v
            if v >= k % 5: break
        it.close()
    return s, closed
print(early(200))
def zipper(n):
    return sum(a * b for a, b in zip(count(n), count(n * 2)))
print(zipper(300))
def errors(n):
    def g(i):
        yield i
        if i % 5 == 0: raise ValueError(i)
        yield i + 1
    s = e = 0
    for i in range(n):
        try:
            for v in g(i): s += v
        except ValueError: e += 1
    return s, e
print(errors(300))
def primes():
    found = []
    n = 2
    while True:
        if all(n % p for p in found if p * p <= n):
            found.append(n)
            yield n
        n += 1
import itertools
print(list(itertools.islice(primes(), 60))[-5:], sum(itertools.takewhile(lambda p: p < 500, primes())))
def many_live(n):
    gens = [count(10) for _ in range(n)]
    s = 0
    while gens:
        for g in gens[:]:
            try:
                s += next(g)
            except StopIteration:
                gens.remove(g)
    return s
print(many_live(50))
def permutations(items):
    if not items:
        yield ()
    for i in range(len(items)):
        for rest in permutations(items[:i] + items[i + 1:]):
            yield (items[i],) + rest
print(sum(p[0] * p[-1] for p in permutations([1, 2, 3, 4, 5, 6])))
def recursive_gen(n):
    if n > 0:
        for x in recursive_gen(n - 1): yield x + 1
    yield 0
print(sum(recursive_gen(60)))
class Iter:
    def __init__(self, n): self.n = n
    def __iter__(self):
        i = 0
        while i < self.n:
            yield i
            i += 1
print(sum(sum(Iter(k)) for k in range(60)), sum(x for _ in range(50) for x in Iter(5)))
async def co(n):
    s = 0
    for i in range(n): s += await sub(i)
    return s
async def sub(i): return i * 2
try:
    co(500).send(None)
except StopIteration as e:
    print(e.value)
