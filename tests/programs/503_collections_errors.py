# collections: deque, Counter, defaultdict, OrderedDict, namedtuple, ChainMap, UserDict: the errors.
from collections import *
d = deque([1, 2, 3], maxlen=4)
d.append(4); d.append(5); d.appendleft(0)
d.extend([7, 8, 9]); d.extendleft('xy'); d.remove(7) if 7 in d else None; d.insert(1, 'i') if len(d) < 4 else None; d[0] = 'z'; d.reverse()
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: deque().pop())
attempt(lambda: deque([1]).remove(5))
attempt(lambda: deque([1])[3])
attempt(lambda: deque([1], maxlen=1).insert(0, 2))
attempt(lambda: deque(maxlen=-1))
attempt(lambda: [d.append(x) for d in [deque([1])] for x in d])
c = Counter('mississippi')
c.update('mm'); c.subtract({'i': 10}); del c['p']
dd = defaultdict(list)
dd['a'].append(1)
attempt(lambda: defaultdict(None)['k'])
attempt(lambda: defaultdict(5))
o = OrderedDict(a=1, b=2, c=3)
o.move_to_end('a'); o.move_to_end('c', last=False)
P = namedtuple('P', 'x y', defaults=[5])
p = P(1)
attempt(lambda: P())
attempt(lambda: P(1, 2, 3))
attempt(lambda: namedtuple('Q', 'a a'))
attempt(lambda: namedtuple('Q', 'class'))
attempt(lambda: namedtuple('Q', 'class a a', rename=True)._fields)
attempt(lambda: p._replace(z=1))
attempt(lambda: setattr(p, 'x', 5))
m = ChainMap({'a': 1}, {'a': 2, 'b': 3})
m['c'] = 4
class U(UserDict):
    def __setitem__(self, k, v): super().__setitem__(k.upper(), v)
u = U(a=1)
u['b'] = 2
