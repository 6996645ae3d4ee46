# set and frozenset: methods, operators, ordering, errors, mutation during iteration.
a, b = {1, 2, 3}, {3, 4}
print(a | b, a & b, a - b, a ^ b, a.union(b, [9]), a.intersection([1, 3], (3,)), a.difference([1]), a.symmetric_difference([1, 7]), a <= b, {1} <= a, {1} < a, a < a, a >= {1, 2}, a > {1}, a == {3, 2, 1}, a != b, a.issubset(range(5)), a.issuperset([1]), a.isdisjoint([7]))
c = a.copy()
c.add(5)
c.update([6], (7,))
c.discard(1)
c.discard(100)
c.remove(2)
print(c, len(c), 5 in c, c.pop() in (3, 5, 6, 7), len(c))
c = {1, 2, 3, 4}
c &= {2, 3, 9}
print(c)
c |= {7}
c -= {2}
c ^= {3, 8}
print(sorted(c))
c.intersection_update([7], [7, 8])
c.difference_update([8])
c.symmetric_difference_update({1})
print(sorted(c), c.clear(), c)
def grow():
    s = {1}
    for x in s: s.add(x + 1)
def shrink():
    s = {1, 2}
    for x in s: s.discard(x)
f = frozenset([1, 2, 2])
print(f, frozenset(), frozenset('a'), f | {3}, {3} | f, type(f | {3}).__name__, type({3} | f).__name__, f == {1, 2}, hash(f) == hash(frozenset([2, 1])), {f: 'v'}[frozenset([1, 2])], f in {f}, {1, 2} in {f}, f.copy() is f, frozenset(f) is f)
g = f
g |= {5}
print(f, g, type(g).__name__)
print(set(), {1}, {1, 'a'} == {'a', 1}, repr({1}), repr(frozenset({1})), {(1, 2)}, {None}, {True, 1, 1.0}, {0, False}, len({1, 1.0, True, '1'}), {frozenset()})
class S(set):
    pass
print(S([1]), type(S([1]) | {2}).__name__, type(S().copy()).__name__, S([1]) == {1})
s = set()
for i in range(1000):
    s.add(i * 7 % 1001)
    if i % 5 == 0: s.discard(i)
print(len(s), sum(s), 700 in s, min(s), max(s))
print(sorted({n * n % 17 for n in range(17)}), {x for x in 'hello'} == set('hello'), sorted(set('hello') & set('world')), sorted({1, 2} ^ {2, 3}), [1, 2, 2] and sorted(set([3, 1, 2, 1])))
primes = {p for p in range(2, 60) if not any(p % q == 0 for q in range(2, p))}
print(sorted(primes), primes.isdisjoint({4, 6}), primes >= {2, 3})
print({1, 2}.__contains__(1), {1}.__or__([1]), {1, 2}.__len__(), {1} == frozenset({1}), set('ab') == set('ba'), {*()} , {*[1], *(2,)})
{1}.__init__([5])
x = {1}
x.__init__([5, 6])
print(x, {1, 2, 3}.difference({1}, {2}), set.union({1}, {2}), set.intersection({1, 2}, {2}), frozenset.union(frozenset([1]), [2]), all(v in a for v in (1, 2)))
class E:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
    def __hash__(self): return hash(self.v % 2)
print(len({E(i % 4) for i in range(10)}), E(3) in {E(3)}, E(5) in {E(3)}, len({E(1), E(2)} | {E(2), E(3)}), len({E(1), E(2)} & {E(2)}))
