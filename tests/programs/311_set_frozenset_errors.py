# set and frozenset: methods, operators, ordering, errors, mutation during iteration: the errors.
a, b = {1, 2, 3}, {3, 4}
c = a.copy()
c.add(5)
c.update([6], (7,))
c.discard(1)
c.discard(100)
c.remove(2)
c = {1, 2, 3, 4}
c &= {2, 3, 9}
c |= {7}
c -= {2}
c ^= {3, 8}
c.intersection_update([7], [7, 8])
c.difference_update([8])
c.symmetric_difference_update({1})
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: set().pop())
attempt(lambda: {1}.remove(5))
attempt(lambda: {1}.remove((1, 2)))
attempt(lambda: {[]})
attempt(lambda: {1}.add([]))
attempt(lambda: [] in {1})
attempt(lambda: set(5))
attempt(lambda: {1} | [2])
attempt(lambda: {1} + {2})
attempt(lambda: {1} < [1])
attempt(lambda: hash({1}))
attempt(lambda: {1}.union(5))
attempt(lambda: frozenset().add(1))
attempt(lambda: (lambda s: s[0])({1}))
def grow():
    s = {1}
    for x in s: s.add(x + 1)
def shrink():
    s = {1, 2}
    for x in s: s.discard(x)
attempt(grow)
attempt(shrink)
f = frozenset([1, 2, 2])
g = f
g |= {5}
class S(set):
    pass
s = set()
for i in range(1000):
    s.add(i * 7 % 1001)
    if i % 5 == 0: s.discard(i)
primes = {p for p in range(2, 60) if not any(p % q == 0 for q in range(2, p))}
{1}.__init__([5])
x = {1}
x.__init__([5, 6])
class E:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
    def __hash__(self): return hash(self.v % 2)
