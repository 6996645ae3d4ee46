# collections: deque, Counter, defaultdict, OrderedDict, namedtuple, ChainMap, UserDict.
from collections import *
d = deque([1, 2, 3], maxlen=4)
d.append(4); d.append(5); d.appendleft(0)
print(d, d.maxlen, d.pop(), d.popleft(), d, d.rotate(1), d, d.index(3), d.count(2), 2 in d, d[0], list(reversed(d)), len(d), d.copy(), d + deque([9]), deque('ab') * 2)
d.extend([7, 8, 9]); d.extendleft('xy'); d.remove(7) if 7 in d else None; d.insert(1, 'i') if len(d) < 4 else None; d[0] = 'z'; d.reverse()
print(d, deque([1]) == deque([1]), deque([1]) < deque([2]), deque(), bool(deque()))
c = Counter('mississippi')
print(c, c.most_common(2), c['z'], sorted(c.elements()), c.total(), c + Counter('ms'), c - Counter('iiii'), c & Counter('si'), c | Counter('zz'), +Counter(a=-1, b=2), Counter(a=1) == Counter(a=1, b=0), Counter(a=1) <= Counter(a=2))
c.update('mm'); c.subtract({'i': 10}); del c['p']
print(c, dict(c), Counter({'x': 2}).items(), Counter(a=3)['a'])
dd = defaultdict(list)
dd['a'].append(1)
print(dd, dd['b'], dd.get('c'), dd.default_factory, defaultdict(int, x=1), defaultdict(lambda: 'd')['q'])
o = OrderedDict(a=1, b=2, c=3)
o.move_to_end('a'); o.move_to_end('c', last=False)
print(o, o.popitem(), o.popitem(last=False), o, OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1), OrderedDict(a=1) == {'a': 1}, list(reversed(OrderedDict(x=1, y=2))))
P = namedtuple('P', 'x y', defaults=[5])
p = P(1)
print(p, p.x, p[1], p._replace(x=9), p._asdict(), P._fields, P._field_defaults, P._make([7, 8]), p == (1, 5), P(y=1, x=2), isinstance(p, tuple), hash(p) == hash((1, 5)), P.__doc__, P.x.__doc__)
m = ChainMap({'a': 1}, {'a': 2, 'b': 3})
m['c'] = 4
print(m, m['a'], m['b'], sorted(m), m.maps, m.new_child({'a': 0})['a'], m.parents, len(m), 'b' in m)
class U(UserDict):
    def __setitem__(self, k, v): super().__setitem__(k.upper(), v)
u = U(a=1)
u['b'] = 2
print(u, u.data, UserList([1, 2])[0], UserString('ab').upper())
