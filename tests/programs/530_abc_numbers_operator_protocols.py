# collections.abc and numbers with classes of our own registered as built-in look-alikes.
from collections.abc import *
import numbers
class Bits(MutableSet):
    def __init__(self, it=()):
        self.n = 0
        for x in it: self.add(x)
    def __contains__(self, x): return bool(self.n >> x & 1)
    def __iter__(self): return (i for i in range(self.n.bit_length()) if self.n >> i & 1)
    def __len__(self): return self.n.bit_count()
    def add(self, x): self.n |= 1 << x
    def discard(self, x): self.n &= ~(1 << x)
    def __repr__(self): return f'Bits({list(self)})'
a, b = Bits([1, 2, 3]), Bits([3, 4])
print(a | b, a & b, a - b, a ^ b, a <= b, Bits([3]) < b, a == Bits([3, 2, 1]), a.isdisjoint(b), 2 in a)
a |= [7]
a -= {1}
a.remove(2)
print(a, a.pop(), len(a), bool(Bits()))
try:
    a.remove(50)
except KeyError as e:
    print('KeyError', e)
a.clear()
print(a)
class Lines(MutableSequence):
    def __init__(self): self.d = []
    def __getitem__(self, i): return self.d[i]
    def __setitem__(self, i, v): self.d[i] = v
    def __delitem__(self, i): del self.d[i]
    def __len__(self): return len(self.d)
    def insert(self, i, v): self.d.insert(i, v)
l = Lines()
l.append(1); l.extend([2, 3]); l += [4]; l.insert(0, 0); l.reverse()
print(list(l), l.pop(), l.index(3), l.count(2), 4 in l, l.remove(4), list(reversed(l)))
class Frozen(Mapping):
    def __init__(self, **k): self.k = k
    def __getitem__(self, k): return self.k[k]
    def __iter__(self): return iter(self.k)
    def __len__(self): return len(self.k)
f = Frozen(x=1, y=2)
print(dict(f), f.get('z', 9), 'x' in f, list(f.items()), f == {'x': 1, 'y': 2}, f.keys() & {'x'}, {**f}, max(f))
match f:
    case {'x': v, **rest}: print('mapping', v, rest)
match l:
    case [first, *_]: print('sequence', first)
@numbers.Number.register
class Num: pass
print(isinstance(Num(), numbers.Number), isinstance(Num(), numbers.Real), isinstance(True, numbers.Integral), issubclass(float, numbers.Real))
class Gen(Generator):
    def __init__(self): self.n = 0
    def send(self, v):
        self.n += 1
        if self.n > 3: raise StopIteration
        return self.n
    def throw(self, t, v=None, tb=None): raise t if isinstance(t, type) else t
g = Gen()
print(list(g), isinstance(g, Iterator), g.close())
print([n for n in ('Hashable', 'Sized', 'Callable', 'Iterable') if isinstance([], globals()[n])], [n for n in ('Hashable', 'Sized', 'Callable', 'Iterable') if isinstance(len, globals()[n])])
