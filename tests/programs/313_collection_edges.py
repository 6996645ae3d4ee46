# Edges of the collections: changes during iteration and comparison, states of iterators, counts of comparisons, orders.
def attempt(f):
    try:
        return f()
    except BaseException as e:
        return f'{type(e).__name__}: {e}'

class Eq:
    def __init__(self, action): self.action = action
    def __eq__(self, other): self.action(); return True
    __hash__ = None

l = [Eq(lambda: l.clear()), 1]
print(attempt(lambda: l.remove(5)), l)
l = [1, Eq(lambda: l.clear()), 2]
print(attempt(lambda: l.index(7)), l)
l = [1, 2, 3]
print(attempt(lambda: l.sort(key=lambda x: l.append(x))), l)
class Raises:
    def __lt__(self, other): raise KeyError('lt')
r = [Raises(), Raises(), Raises()]
print(attempt(r.sort), len(r))

class Counted:
    count = 0
    def __init__(self, n): self.n = n
    def __lt__(self, other): Counted.count += 1; return self.n < other.n
    def __repr__(self): return str(self.n)
def compares(numbers, reverse=False):
    items = [Counted(n) for n in numbers]
    Counted.count = 0
    items.sort(reverse=reverse)
    return Counted.count, [c.n for c in items] == sorted(numbers, reverse=reverse)
state = 12345
def rand(limit):
    global state
    state = state * 1103515245 + 12345 & 0x7fffffff
    return (state >> 8) % limit
for n in (2, 3, 10, 63, 64, 65, 200, 1000):
    print(n, compares([rand(1000) for _ in range(n)]), compares(list(range(n))), compares(list(range(n, 0, -1))), compares([i // 5 for i in range(n, 0, -1)]),
        compares([i % 7 for i in range(n)]), compares(list(range(n // 2)) + list(range(n // 2)), True), compares(list(range(n // 2, n)) + list(range(n // 2))))
pairs = [(rand(10), i) for i in range(50)]
print(sorted(pairs, key=lambda p: p[0]) == sorted(pairs), sorted(pairs, key=lambda p: p[0], reverse=True)[:4])
print(sorted([3.5, -0.0, 0.0, -1e300, 2, True, 1.5]), sorted([0.0, -0.0]), sorted([-0.0, 0.0]), sorted(['b', 'a\0', 'a', '', 'é', 'z' * 9, 'z' * 8]))
print(sorted([1.5, float('nan'), 0.5], key=str), sorted([(1, 'b'), (1, 'a'), (0, 'z')]), sorted([(1,), (), (1, 2)]), sorted([(1, None), (0, None)]))
print(attempt(lambda: sorted([(1, None), (1, 2)])))

d = {i: i for i in range(5)}
def grow():
    for k in d: d[k + 100] = 1
print(attempt(grow))
d = {1: 'a', 2: 'b', 3: 'c'}
it = iter(d.items())
print(next(it), it.__length_hint__(), it.__reduce__()[1], list(it), it.__length_hint__(), list(it))
it = iter(d)
d[4] = 'd'
print(attempt(lambda: next(it)), attempt(lambda: next(it)))
print(list(reversed(d)), list(reversed(d.values())), list(reversed(d.items())))
s = {1, 2, 3}
def growset():
    for k in s: s.add(k + 50)
print(attempt(growset))
for it in (iter([1, 2, 3]), reversed([1, 2, 3]), iter((1, 2, 3)), iter(range(3)), iter(range(10**20, 10**20 + 3)), iter({1: 2}), iter({7}), enumerate('ab')):
    name = type(it).__name__
    first = next(it)
    state = it.__reduce__()
    print(name, first, [getattr(x, '__name__', x) if not isinstance(x, tuple) else [y if not hasattr(y, '__next__') else '...' for y in x] for x in state])
it = iter([1, 2, 3]); it.__setstate__(2); print(list(it), it.__reduce__()[1])
it = reversed([1, 2, 3]); it.__setstate__(0); print(list(it))
it = iter(range(10)); it.__setstate__(7); print(list(it))
big = range(-10**30, 10**30, 10**29)
print(len(big), big[3], big[-1], big[2:5], 10**29 in big, big.index(0), big[::-1] == range(9 * 10**29, -11 * 10**29, -10**29), list(reversed(big))[:2], hash(big) == hash(range(-10**30, 10**30, 10**29)))
print(attempt(lambda: len(range(10**20))), range(10**20)[10**19], range(0, 10**20, 7).count(14), bool(range(10**20)), attempt(lambda: range(3)[10**20]))
print(slice(None, 10**20, -1).indices(10**25), slice(-3, None, 2).indices(10), slice(1, 2) < slice(1, 3), slice(5, 1, -2).indices(4))

class D(dict):
    def __missing__(self, key): return 'missing ' + repr(key)
d = D(a=1)
print(d['x'], d.get('x'), d | {'b': 2}, type(d | {}), type({} | d), D.fromkeys('ab', 0), type(d.copy()))
class Keys:
    def keys(self): return ['p', 'q']
    def __getitem__(self, k): return k * 2
print(dict(Keys(), z=1), attempt(lambda: dict([(1, 2), 'ab', [3, 4]])), attempt(lambda: dict(['abc'])), attempt(lambda: dict([None])))
d = dict.fromkeys(range(1000))
for i in range(999): del d[i]
print(d, list(d.items()), d.popitem(), attempt(d.popitem), len(d))
d = {}
for i in range(200): d[i * 64] = i
for i in range(0, 200, 3): del d[i * 64]
print(sum(d), sum(d.values()), list(d)[:5], list(d)[-3:], 64 in d, 0 in d, 192 in d, 1.0 in {1: 2}, True in {1: 2}, {1: 'a', True: 'b', 1.0: 'c'})
print({1: 2}.items() == {(1, 2)}, {1: 2}.keys() == {1}, {1: [2]}.items() == {1: [2]}.items(), {1: 2}.keys() < {1, 2}, {1: 2}.items() | {3}, {1, 2} & {2: 3}.keys(), {1: 2}.keys() - [1], [1, 5] ^ {1: 2}.keys())
print({1: 2}.keys().isdisjoint([3]), {}.items().isdisjoint({}.items()), (1, 2) in {1: 2}.items(), (1, 3) in {1: 2}.items(), 5 in {1: 2}.items())

print({10, 3, 7, 1, 22, 15}, set('') == set(), set(range(20, 0, -3)), {8, 16, 24, 0}, {-1, -2, 1 << 61, (1 << 61) - 1}, frozenset([9, 8]) | {1}, {100} | set(range(5)), set(range(40, 80, 7)) - {47}, set(range(30)) & {64, 3, 29, 8}, {1, 2, 3} ^ {3, 64, 35})
s = set(range(10))
for i in range(5): s.discard(i)
s |= {70, 71, 33}
print(s, s.pop(), s.pop(), s, sorted(s), {1: 0, 2: 0}.keys() | s)
s = {1}; s &= {1, 2}; t = s; s -= {1}; t ^= {4}; print(s, t is s, s.isdisjoint({4}), {1, 2} >= {1}, {1} < {1}, frozenset({1}) == {1}, {frozenset({1})} == {frozenset([1])}, {1} in {frozenset({1})})
print(set().union([1], (2,), {3: 4}), {1, 2, 3}.intersection([1, 2], {2: 0}), {1, 2, 3}.difference([1], [2]), {1}.symmetric_difference([1, 1, 2]), {1, 2}.issubset([1, 2, 3]), {1, 2}.issuperset(iter([1])))
class S(set): pass
class F(frozenset): pass
print(S([1]), F([2]), type(S([1]) | {2}), type(S([1]).copy()), type(F([1]) & {1}), S(), repr(frozenset()), attempt(lambda: {[]}), attempt(lambda: {1: 2}[[]]), attempt(lambda: [] in set()))
l = [1, 2]; l.append(l); t = (l,); l2 = {'k': t}; print(l, t, l2)

print(list(zip('ab', range(3))), list(zip()), list(map(max, [1, 5], [4, 2])), list(filter(None, [0, 1, '', 'x'])), list(enumerate('ab', 10**20)), list(enumerate('ab', start=2**62 - 1)))
print(attempt(lambda: list(zip('ab', 'a', strict=True))), attempt(lambda: list(zip('a', 'ab', strict=True))), attempt(lambda: list(map(max, 'ab', 'a', strict=True))), list(zip('ab', 'cd', strict=True)))
class Old:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * i
it = iter(Old())
print(list(it), list(it), 4 in Old(), attempt(lambda: it.__length_hint__()), list(iter([1, 2, 3, 0, 5].pop, 0)))
numbers = iter([3, 1, 0, 4])
it = iter(lambda: next(numbers), 0)
print(list(it), list(it), next(numbers))
l = [0] * 3; l *= 2; l += (1,); l += 'ab'; print(l, l * 0, 2 * [1], [1] * True, attempt(lambda: [1] * 10**30), attempt(lambda: [1] + (2,)))
l = list(range(10)); l[2:5] = l; print(l); l[::3] = 'abcdef'; print(l); del l[1::2]; print(l); l[5:2] = [9]; print(l); del l[-2:]; print(l)
l = list(range(5)); l[1:1] = [7, 8]; l[-1:] = []; l[len(l):] = [5]; l.insert(-100, 'first'); l.insert(100, 'last'); print(l, l.pop(-2), l.index(7, 1), attempt(lambda: l.index(7, 3)), l.count(8))
class T(tuple):
    def __new__(cls, *a): return super().__new__(cls, a)
t = T(1, 2)
print(t, t + (3,), type(t * 1), type(t[:]), t == (1, 2), hash(t) == hash((1, 2)), t.__getnewargs__(), (1, 2) < (1, 2, 0), (1, 'a') < (2, 1), attempt(lambda: (1, 'a') < (1, 2)), (1, 2) * 2)
import sys
print(sys.getsizeof is not None, [1, 2] == [1, 2.0], [1] != [1], [] < [1], [2] > [1, 5], attempt(lambda: [1] < ['a']), [float('nan')] == [float('nan')], (lambda n: [n] == [n])(float('nan')))
s = set(range(10))
for i in range(5): s.discard(i)
s.add(33); s.add(65); print(s, s.pop(), s.pop(), len(s))
state = 99
s, order = set(), []
for i in range(3000):
    n = rand(500) - 100
    if rand(3): s.add(n)
    else: s.discard(n)
    if i % 300 == 0: order.append(list(s))
print(order)
for reverse in (False, True):
    print(sorted([2.5, -1.5, 0.0, 7.25, -3.0, 1e300, 0.1], reverse=reverse), sorted([(2, 'b'), (1, 'z'), (2, 'a'), (1, 'a')], reverse=reverse),
        sorted(['longprefix b', 'longprefix a', 'longpref', 'longprefix a', 'x'], reverse=reverse), sorted(range(8), key=lambda n: n % 3, reverse=reverse),
        sorted([3, 1, 2], reverse=reverse), sorted(['b', 'a', 'c'], key=str.upper, reverse=reverse), sorted([1.0, 0.0, -0.0, 1.0], reverse=reverse))
