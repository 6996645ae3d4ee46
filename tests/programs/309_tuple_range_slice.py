# tuple, range and slice objects.
t = (1, 2, 3, 2)
print(t.count(2), t.index(2), t.index(2, 2), t + (5,), t * 2, t[1:], t[::-1], t < (1, 3), (), (1,), tuple('ab'), tuple([1]), hash(()) == hash(()), t == (1, 2, 3, 2), t != [1, 2, 3, 2], 2 in t)
r = range(2, 20, 3)
print(r, list(r), len(r), r[2], r[-1], r[1:3], r[::-1], 5 in r, 6 in r, 5.0 in r, 'a' in r, r.index(8), r.count(8), r.count(9), r.start, r.stop, r.step, bool(r), bool(range(0)), hash(range(0)) == hash(range(2, 2)))
print(range(5) == range(0, 5, 1), range(0, 3, 2) == range(0, 4, 2), range(0) == range(5, 0), range(3) == [0, 1, 2], list(range(5, 0, -2)), list(range(0, -5, -1)), list(reversed(range(5))), range(10)[2:8:2], range(10)[::-3], min(range(3, 9)), max(range(5)), sum(range(101)), repr(range(1, 2)), repr(range(1, 5, 2)))
big = range(2 ** 62 - 2, 2 ** 63 + 3, 2 ** 60)
print(len(big), big[-1], list(big)[:3], 2 ** 62 - 2 in big, big[2:4], range(2 ** 100)[2 ** 99], range(2 ** 100).index(2 ** 70), range(-2 ** 65, 2 ** 65, 2 ** 64)[1], list(range(2 ** 63 - 1, 2 ** 63 + 2)))
it = iter(range(5))
next(it)
print(list(it), next(it, 'end'), iter(range(3)).__length_hint__(), type(iter(range(3))).__name__, type(iter(range(2 ** 70))).__name__, list(iter(range(2 ** 70, 2 ** 70 + 2))))
for i in range(3):
    i = i * 10
    print(i, end=' ')
print(i)
s = slice(1, 5, 2)
print(s, slice(3), slice(None), s.indices(10), s.indices(3), slice(None, None, -1).indices(5), slice(-3, None).indices(10), slice(-100, 100).indices(5), slice(5, 1, -1).indices(10), slice('a', 'b'), slice(1) == slice(None, 1, None), slice(1, 2) < slice(1, 3), list(range(10))[s], 'abcdefgh'[s], (0, 1, 2, 3, 4, 5)[s])
x = list(range(10))
for a in (None, -12, -3, 0, 4, 12):
    for b in (None, -12, -2, 0, 6, 12):
        print([x[a:b:c] for c in (None, 2, -1, -3)] == [tuple(x)[a:b:c] == () or list(tuple(x)[a:b:c]) for c in (None, 2, -1, -3)] or [len(x[a:b:c]) for c in (None, 2, -1, -3)], len(x[a:b]), x[a:b:-1], len(range(10)[a:b:-3]), ''.join(map(str, x))[a:b:2])
a, (b, *c), d = (1, (2, 3, 4), 5)
print(a, b, c, d)
nested = ((1, 2), (3, (4, 5)))
(p, q), (r, (s, u)) = nested
print(p, q, r, s, u, nested, nested[1][1][0], (1, 'a', None, 2.5, (), []))
tt = (1, [2])
tt[1].append(3)
print(tt, tt[1] is tt[-1], tuple(tt) is tt, (1, 2)[:] == (1, 2), () + (1,), (0,) * 4, tuple(x * 2 for x in range(3)))
rec = ([],)
rec[0].append(rec)
print(rec)
