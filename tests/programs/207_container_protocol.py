# __len__, __getitem__ family, __contains__, __iter__, __reversed__, __missing__, __length_hint__, __index__, slices.
class Seq:
    def __init__(self, data): self.data = list(data)
    def __len__(self): return len(self.data)
    def __getitem__(self, i):
        print('get', i, end='; ')
        return self.data[i]
    def __setitem__(self, i, v):
        print('set', i, v, end='; ')
        self.data[i] = v
    def __delitem__(self, i):
        print('del', i, end='; ')
        del self.data[i]
s = Seq('abcde')
print(s[0], s[-1], s[1:3], s[::2], s[...] if False else '', len(s))
s[0] = 'z'
s[1:2] = ['q', 'r']
del s[-1]
del s[0:2]
print(s.data)
print(list(s), 'r' in s, list(reversed(s)))
x, y, z = Seq([1, 2, 3])
print(x, y, z)
class Grid:
    def __getitem__(self, k): return k
g = Grid()
print(g[1, 2], g[1:2, ::3], g[...], g[()], g[1,], g[:, None], g['a':'b'], g[lambda: 0].__name__, g[*[1, 2]], g[1, *[2, 3]])
class Idx:
    def __index__(self): return 2
print([10, 20, 30][Idx()], 'abc'[Idx()], range(5)[Idx()], [1, 2, 3, 4][:Idx()], hex(Idx()), bytes(Idx()), [0] * Idx(), (1, 2, 3)[Idx()], list(range(Idx())))
class BadIdx:
    def __index__(self): return 'x'
key, fraction = 'a', 1.0
five, none = 5, None
s1, fn = {1}, lambda: 0
def setit(o, k, v): o[k] = v
def delit(o, k): del o[k]
class Cont:
    def __contains__(self, x): return x * 2
print(5 in Cont(), 0 in Cont(), 5 not in Cont())
class NoCont:
    __contains__ = None
    def __iter__(self): return iter([1])
class NoIter:
    __iter__ = None
    def __getitem__(self, i): return 1
class Len:
    def __init__(self, n): self.n = n
    def __len__(self): return self.n
class Rev:
    def __reversed__(self): return iter('custom')
print(''.join(reversed(Rev())))
import operator
class Hint:
    def __iter__(self): return self
    def __next__(self): raise StopIteration
    def __length_hint__(self): return 7
print(operator.length_hint(Hint()), operator.length_hint(5, 3), operator.length_hint([1, 2]), operator.length_hint(iter([1, 2, 3])), list(Hint()))
class IterBad:
    def __iter__(self): return 5
class NextErr:
    def __iter__(self): return self
    def __next__(self): raise ValueError('in next')
class Inst: pass
i = Inst()
i.__len__ = lambda: 5
Inst.__len__ = lambda self: 9
print(len(i))
del Inst.__len__
sl = slice(1, 10, 2)
print(sl, sl.start, sl.stop, sl.step, sl.indices(5), slice(5), slice(None, None, -1).indices(4), sl == slice(1, 10, 2), slice(1) < slice(2), hash(slice(1)) == hash(slice(1)))
