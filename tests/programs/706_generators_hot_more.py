# Generators in hot loops: nested, delegating, sent to, closed early, with state of changing types: more.
def count(n):
    i = 0
    while i < n:
        yield i
        i += 1
def averager():
    total, n, avg = 0, 0, None
    while True:
        x = yield avg
        total += x
        n += 1
        avg = total / n
a = averager()
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
