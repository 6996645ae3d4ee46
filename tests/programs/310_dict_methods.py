# dict: methods, ordering, views, mutation during iteration, errors, missing, subclass, equality.
d = dict(a=1, b=2)
print(d.get('a'), d.get('z'), d.get('z', 9), d.pop('a'), d.pop('a', 'none'), d.setdefault('b', 5), d.setdefault('c', 6), d, d.popitem(), d)
d.update([('x', 1)], y=2)
d.update({'x': 3})
d |= {'w': 4}
d |= [('v', 5)]
print(d, d | {'x': 0}, {'x': 9} | d, dict(d, x=7), d.copy() == d, list(d), list(reversed(d)), dict.fromkeys([1, 2]), dict.fromkeys('ab', []), len(d))
k, v, i = d.keys(), d.values(), d.items()
print(k, v, i, len(k), 'x' in k, 3 in v, ('x', 3) in i, ('x', 0) in i, k & {'x', 'q'}, sorted(k | {'q'}), sorted(k - {'x'}), k == {'x', 'y', 'b', 'w', 'v'}, k.isdisjoint({'zz'}), list(reversed(v)), list(reversed(i))[:1], k.mapping['x'])
d['new'] = 0
print(k, list(i)[-1], i == set(d.items()), v == v, v == d.values())
def grow():
    d = {1: 1}
    for k in d: d[k + 1] = 1
def shrink():
    d = {1: 1, 2: 2}
    for k in d: del d[k]
def grow_items():
    d = {1: 1}
    for k, v in d.items(): d[k + 1] = 1
def replace():
    d = {1: 1, 2: 2}
    for k in d: d[k] = k * 10
    return d
def same_size():
    d = {1: 1, 2: 2, 3: 3}
    for k in d:
        del d[k]
        d[k + 10] = 1
o = {i: None for i in (5, 3, 1)}
o[3] = 'changed'
del o[5]
o[5] = 'readded'
print(o, list(o), {1: 'a', 1.0: 'b', True: 'c'}, {0: 'x', False: 'y', -0.0: 'z'}, {'a': 1, **{'b': 2}, 'a': 3})
class M(dict):
    def __missing__(self, key):
        self[key] = len(self)
        return f'made {key}'
m = M()
print(m['a'], m['a'], m.get('b'), m, 'b' in m, m['b'], type(m.copy()).__name__, type(m | {}).__name__)
class H:
    def __init__(self, n): self.n = n
    def __hash__(self): return 1
    def __eq__(self, other): return isinstance(other, H) and self.n == other.n
    def __repr__(self): return f'H{self.n}'
c = {H(i): i for i in range(8)}
print(c, c[H(5)], H(9) in c)
del c[H(3)]
print(len(c), list(c.values()), c.pop(H(7)))
class Evil:
    def __hash__(self): return 5
    def __eq__(self, o): raise ValueError('evil eq')
e = {Evil(): 1}
class Mut:
    target = None
    def __hash__(self): return 7
    def __eq__(self, o):
        if Mut.target is not None: Mut.target.clear()
        return False
target = {Mut(): i for i in range(3)}
Mut.target = target
Mut.target = None
print(len(target))
big = {}
for i in range(2000):
    big[i] = i
    if i % 3 == 0: big.pop(i // 2, None)
print(len(big), sum(big), list(big)[:8], list(big.items())[-1])
s = {str(i): i for i in range(500)}
print(sum(s[str(i)] for i in range(0, 500, 7)), '499' in s, '500' in s, next(iter(s)))
r = {}
r['self'] = r
print(r, {'k': [r]}, {1: {2: {3: {}}}}, {'é': 'ü', None: ..., (1,): 2.5, b'x': 1j})
print({'a': 1} == {'a': 1.0}, {'a': 1} != {'a': 2}, {1: 2, 3: 4} == {3: 4, 1: 2}, {} == [], {'a': float('nan')} == {'a': float('nan')})
it = iter({'a': 1, 'b': 2})
print(next(it), it.__length_hint__(), list(it), dict(zip('ab', range(2))), {v: k for k, v in {'a': 1}.items()}, dict(enumerate('xy')), {**dict(a=1)}, max({'a': 3, 'b': 2}), min({'a': 3, 'b': 2}.values()), sorted({'b': 1, 'a': 2}.items(), key=lambda kv: kv[1]))
d = {'x': 1, 'y': 2}
for key in list(d): d[key + '!'] = d.pop(key)
print(d)
d.clear()
print(d, bool(d), d.items(), d.__class__, dict.__name__, {}.__contains__(1), {1: 2}.__getitem__(1), {1: 2}.__len__())
class Keys:
    def keys(self): return iter(['p', 'q'])
    def __getitem__(self, k): return k.upper()
print(dict(Keys()), {**Keys()})
