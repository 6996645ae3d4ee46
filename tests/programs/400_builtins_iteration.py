# Built-in functions over iterables: enumerate, zip, map, filter, reversed, sum, any, all, iter, next, sorted, min, max.
print(list(enumerate('ab')), list(enumerate('ab', start=5)), list(zip()), list(zip('ab')), list(zip('ab', [1, 2, 3])), list(zip('ab', [1, 2], strict=True)), list(map(str, [1, 2])), list(map(max, [1, 5], [3, 2])), list(filter(None, [0, 1, '', 'a'])), list(filter(str.isdigit, 'a1b2')))
print(list(reversed([1, 2])), list(reversed('ab')), list(reversed(range(3))), list(reversed({'a': 1})), sum([1, 2]), sum([0.5, 1]), sum([[1], [2]], []), sum((), 7), sum([1], start=10), any([0, 1]), all([1, 0]), any(x > 2 for x in [1, 3]), next(iter([]), 'd'), next(iter('a')))
print(type(enumerate([])).__name__, type(zip()).__name__, type(map(str, [])).__name__, type(filter(None, [])).__name__, type(reversed([])).__name__, type(iter([])).__name__, type(iter({})).__name__, type(iter(())).__name__, type(iter('')).__name__, type(iter(set())).__name__, type(iter(int, 0)).__name__)
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
for f in (lambda: enumerate(5), lambda: zip(5), lambda: map(str), lambda: map(), lambda: list(map(5, [1])), lambda: filter(None), lambda: reversed(5), lambda: reversed({1}), lambda: sum('ab'), lambda: sum([1, 'a']), lambda: sum(['a'], ''), lambda: sum([b'a'], b''), lambda: any(5), lambda: all(), lambda: iter(5), lambda: iter(5, 5), lambda: next(5), lambda: next(iter([])), lambda: list(zip([1], [], strict=True)), lambda: list(zip([], [1], strict=True)), lambda: list(zip([1], [1], [], strict=True)), lambda: enumerate([], 'a'), lambda: list(map(None, [1])), lambda: min(5), lambda: max([]), lambda: sorted(None), lambda: len(x for x in []), lambda: range(1)[5], lambda: list(enumerate([1], foo=1)), lambda: zip([], strict=5) and 'truthy strict', lambda: next(), lambda: dict(enumerate('ab'))): attempt(f)
it = iter([1, 2, 3, 4])
print(list(zip(it, it)), list(it), [*map(lambda a, b, c: a + b + c, [1], [2], [3])], list(map(lambda *a: a, 'ab', 'cd', 'ef')), dict(zip('ab', map(ord, 'ab'))))
e = enumerate('xyz')
print(next(e), list(e), e.__next__ is not None, list(iter([3, 2, 1].pop, 1)), [x for x in iter(lambda c=[0]: c.append(1) or len(c), 4)])
z = zip([1, 2, 3], 'ab')
print(next(z), list(z), next(z, 'done'))
m = map(lambda x: 1 / x, [1, 0, 2])
print(next(m))
attempt(lambda: next(m))
print(next(m))
