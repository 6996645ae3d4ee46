# Dicts: literals, access, methods, ordering, iteration.
d = {'a': 1, 'b': 2}
print(d, len(d), d['a'], d.get('b'), d.get('z'), d.get('z', 0))
d['c'] = 3
d['a'] = 10
print(d, 'a' in d, 'z' in d, 1 in d)
del d['b']
print(d)
d['b'] = 20
print(list(d), list(d.keys()), list(d.values()), list(d.items()))
for k in d:
    print(k, d[k], end=' ')
print()
for k, v in d.items():
    print(k, v, end=' ')
print()
print(d.pop('a'), d.pop('zz', None), d)
print(d.setdefault('n', []), d.setdefault('c', 0))
d['n'].append(1)
print(d)
d.update({'x': 1}, y=2)
print(d, d.popitem(), d)
print({1: 'int', 1.0: 'float', True: 'bool'})
print({(1, 2): 'tuple', None: 0, 'k': [1]})
print({**{'a': 1}, 'b': 2, **{'a': 3}})
print({'a': 1} | {'b': 2}, {'a': 1} == {'a': 1.0}, {'a': 1, 'b': 2} == {'b': 2, 'a': 1})
print(dict(), dict(a=1), dict([('x', 1)]), dict({'q': 1}, r=2), dict.fromkeys('ab', 0))
sq = {n: n * n for n in range(5) if n != 2}
print(sq, sum(sq), sum(sq.values()))
words = 'the cat and the dog and the bird'.split()
counts = {}
for w in words:
    counts[w] = counts.get(w, 0) + 1
print(counts)
print(sorted(counts, key=lambda w: (-counts[w], w)), max(counts, key=counts.get))
nested = {'a': {'b': {'c': 1}}}
nested['a']['b']['d'] = 2
print(nested, nested['a']['b']['c'])
copy = nested.copy()
copy['z'] = 1
print(nested, copy['a'] is nested['a'])
copy.clear()
print(copy, bool(copy), bool(nested))
try:
    {}['missing']
except KeyError as e:
    print('KeyError', e)
try:
    {[]: 1}
except TypeError as e:
    print('TypeError', e)
big = {i: i * i for i in range(1000)}
print(len(big), big[999], sum(big.values()))
for i in range(0, 1000, 2):
    del big[i]
print(len(big), list(big)[:5], 500 in big, 501 in big)
print(list(reversed({'a': 1, 'b': 2})))
