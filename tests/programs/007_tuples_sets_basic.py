# Tuples and sets: literals, operations, unpacking.
t = (1, 2, 3)
print(t, len(t), t[0], t[-1], t[1:], t + (4,), t * 2, (), (1,), 2 in t)
a, b, c = t
print(a, b, c)
a, b = b, a
print(a, b)
(x, y), z = (1, 2), 3
print(x, y, z)
h, *m, l = range(6)
print(h, m, l)
*init, last = 'abc'
print(init, last)
print((1, 2) < (1, 3), (1, 2) == (1, 2), (1,) < (1, 0), t.index(2), t.count(1))
print(hash((1, 2)) == hash((1, 2)), {(1, 2): 'x'}[(1, 2)])
try:
    t[0] = 5
except TypeError as e:
    print(e)
s = {3, 1, 2}
print(sorted(s), len(s), 1 in s, 5 in s, set(), {1})
s.add(4)
s.add(1)
s.discard(2)
s.discard(99)
print(sorted(s))
try:
    s.remove(99)
except KeyError as e:
    print('KeyError', e)
u, v = {1, 2, 3}, {2, 3, 4}
print(u | v, u & v, u - v, u ^ v)
print(u <= v, {2, 3} <= v, {2, 3} < {2, 3}, u.isdisjoint({9}), u == {3, 2, 1})
u |= {10}
print(u)
u &= {1, 10}
print(u)
u -= {1}
print(u)
print({n % 3 for n in range(10)}, set('aab') == {'a', 'b'})
f = frozenset([1, 2])
print(f, f | {3}, {f: 1}[frozenset([2, 1])], f == {1, 2})
print(len(set([1, 1.0, True])), sorted(set([1, 1, 2])))
seen = set()
out = []
for n in [3, 1, 3, 2, 1]:
    if n not in seen:
        seen.add(n)
        out.append(n)
print(out)
print(tuple('abc'), tuple(range(3)), tuple([1, [2]]), tuple())
print(sorted([(2, 'b'), (1, 'z'), (2, 'a')]), max((1, 2), (1, 3)))
for i, (p, q) in enumerate([(1, 2), (3, 4)]):
    print(i, p, q)
