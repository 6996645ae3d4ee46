# itertools: every tool.
from itertools import *
import operator
print(list(chain([1], 'ab')), list(chain.from_iterable(['ab', [1]])), list(islice(count(5, 2), 4)), list(islice(count(1.5), 3)), list(islice(cycle('ab'), 5)), list(repeat(1, 3)), list(islice('abcdef', 1, None, 2)))
print(list(accumulate([1, 2, 3, 4])), list(accumulate([3, 1, 2], max)), list(accumulate([1, 2], initial=10)), list(accumulate([1, 2, 3], operator.mul)), list(compress('abcd', [1, 0, 1])), list(dropwhile(lambda x: x < 3, [1, 3, 1])), list(takewhile(lambda x: x < 3, [1, 3, 1])), list(filterfalse(lambda x: x % 2, range(5))))
print([(k, list(g)) for k, g in groupby('aabbbc')], [(k, len(list(g))) for k, g in groupby([1, 1.0, 2], key=int)], list(starmap(pow, [(2, 3), (3, 2)])), list(zip_longest('ab', 'c', fillvalue='-')), list(pairwise('abc')), list(batched('abcde', 2)))
print(list(product('ab', [1, 2])), list(product([0, 1], repeat=2)), list(permutations('abc', 2)), list(permutations([1, 2, 3]))[-1], list(combinations('abcd', 2)), list(combinations_with_replacement('ab', 2)), list(product()), list(permutations('ab', 3)), list(combinations([], 0)))
a, b = tee([1, 2, 3])
print(next(a), list(b), list(a), [list(t) for t in tee('xy', 3)])
print(repr(count(5)), repr(repeat('x', 2)), list(map(lambda a, b: a + b, count(), [1, 2])), next(islice(cycle([7]), 100, None)), sum(islice((x * x for x in count()), 10)))
g = groupby([1, 1, 2, 2])
k1, g1 = next(g)
k2, g2 = next(g)
print(list(g1), list(g2))
print(len(list(permutations(range(6)))), sum(1 for _ in combinations(range(20), 3)), len(set(product('abc', repeat=3))))
def roundrobin(*its):
    for t in zip_longest(*its, fillvalue=None):
        yield from (x for x in t if x is not None)
print(list(roundrobin('abc', 'd', 'ef')), list(chain(*[[1], [2, 3]])), list(accumulate('abc')), list(zip(count(), 'ab')), list(takewhile(bool, [1, 0])))
