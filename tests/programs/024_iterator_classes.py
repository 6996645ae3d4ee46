# Classes that iterate: separate iterators, infinite ones, views, lazy chains, iter with sentinel.
class Range:
    def __init__(self, *a):
        self.start, self.stop, self.step = (0, a[0], 1) if len(a) == 1 else (*a, 1) if len(a) == 2 else a
    def __iter__(self):
        x = self.start
        while x < self.stop if self.step > 0 else x > self.stop:
            yield x
            x += self.step
    def __len__(self): return max(0, -(-(self.stop - self.start) // self.step))
    def __contains__(self, x): return x in list(self)
r = Range(2, 10, 3)
print(list(r), list(r), len(r), 5 in r, 6 in r, list(Range(3)), list(Range(5, 0, -2)))
class Squares:
    def __init__(self, n): self.n, self.i = n, 0
    def __iter__(self): return self
    def __next__(self):
        if self.i >= self.n: raise StopIteration
        self.i += 1
        return self.i ** 2
s = Squares(4)
print(next(s), list(s), list(s), sum(Squares(10)), max(Squares(3)), 9 in Squares(5), [*Squares(2)], dict(enumerate(Squares(2))))
a, b, c = Squares(3)
print(a, b, c, tuple(zip(Squares(2), Squares(3))), sorted(Squares(3), reverse=True), list(map(str, Squares(2))))
class Lazy:
    def __init__(self, it): self.it = it
    def map(self, f): return Lazy(f(x) for x in self.it)
    def filter(self, f): return Lazy(x for x in self.it if f(x))
    def take(self, n): return [x for x, _ in zip(self.it, range(n))]
def naturals():
    n = 0
    while True:
        yield n
        n += 1
print(Lazy(naturals()).filter(lambda x: x % 3 == 1).map(lambda x: x * x).take(5))
data = iter('abcXdef')
print(list(iter(lambda: next(data), 'X')), ''.join(data))
class Pairs:
    def __init__(self, d): self.d = d
    def __iter__(self): return iter(self.d.items())
for k, v in Pairs({'a': 1, 'b': 2}): print(k, v, end=' ')
print()
class Peek:
    def __init__(self, it): self.it, self.buf = iter(it), []
    def peek(self):
        if not self.buf: self.buf.append(next(self.it))
        return self.buf[0]
    def __iter__(self): return self
    def __next__(self): return self.buf.pop() if self.buf else next(self.it)
p = Peek([1, 2, 3])
print(p.peek(), next(p), p.peek(), list(p))
try:
    p.peek()
except StopIteration:
    print('empty')
class Broken:
    def __iter__(self): return self
    def __next__(self): raise KeyError('inside next')
try:
    for x in Broken(): pass
except KeyError as e:
    print('KeyError', e)
def flatten(x):
    for y in x:
        if isinstance(y, (list, tuple)): yield from flatten(y)
        else: yield y
print(list(flatten([1, [2, (3, [4])], 5])), list(zip(*[iter(range(6))] * 2)))
it = iter([1, 2, 3, 4])
print([(x, next(it)) for x in it], list(it))
