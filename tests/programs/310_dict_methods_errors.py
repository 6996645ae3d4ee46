# dict: methods, ordering, views, mutation during iteration, errors, missing, subclass, equality: the errors.
d = dict(a=1, b=2)
d.update([('x', 1)], y=2)
d.update({'x': 3})
d |= {'w': 4}
d |= [('v', 5)]
k, v, i = d.keys(), d.values(), d.items()
d['new'] = 0
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: {}['a'])
attempt(lambda: {}[1, 2])
attempt(lambda: {}.pop('a'))
attempt(lambda: {}.popitem())
attempt(lambda: {[]: 1})
attempt(lambda: {}[[]])
attempt(lambda: {}.get([]))
attempt(lambda: {{}: 1})
attempt(lambda: {(1, []): 1})
attempt(lambda: dict(5))
attempt(lambda: dict([1]))
attempt(lambda: dict(['abc']))
attempt(lambda: dict(['ab', 'cd']))
attempt(lambda: dict([(1, 2, 3)]))
attempt(lambda: dict(1, 2))
attempt(lambda: dict(**{1: 2}))
attempt(lambda: {} | 5)
attempt(lambda: {} + {})
attempt(lambda: {} < {})
attempt(lambda: hash({}))
attempt(lambda: {}.update(5))
attempt(lambda: {}.fromkeys())
attempt(lambda: {}.setdefault())
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
for f in (grow, shrink, grow_items, replace, same_size):
    attempt(f)
o = {i: None for i in (5, 3, 1)}
o[3] = 'changed'
del o[5]
o[5] = 'readded'
class M(dict):
    def __missing__(self, key):
        self[key] = len(self)
        return f'made {key}'
m = M()
class H:
    def __init__(self, n): self.n = n
    def __hash__(self): return 1
    def __eq__(self, other): return isinstance(other, H) and self.n == other.n
    def __repr__(self): return f'H{self.n}'
c = {H(i): i for i in range(8)}
del c[H(3)]
class Evil:
    def __hash__(self): return 5
    def __eq__(self, o): raise ValueError('evil eq')
e = {Evil(): 1}
attempt(lambda: e[Evil()])
class Mut:
    target = None
    def __hash__(self): return 7
    def __eq__(self, o):
        if Mut.target is not None: Mut.target.clear()
        return False
target = {Mut(): i for i in range(3)}
Mut.target = target
attempt(lambda: target.get(Mut()))
Mut.target = None
big = {}
for i in range(2000):
    big[i] = i
    if i % 3 == 0: big.pop(i // 2, None)
s = {str(i): i for i in range(500)}
r = {}
r['self'] = r
it = iter({'a': 1, 'b': 2})
d = {'x': 1, 'y': 2}
for key in list(d): d[key + '!'] = d.pop(key)
d.clear()
class Keys:
    def keys(self): return iter(['p', 'q'])
    def __getitem__(self, k): return k.upper()
