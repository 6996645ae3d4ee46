# __len__, __getitem__ family, __contains__, __iter__, __reversed__, __missing__, __length_hint__, __index__, slices: the errors.
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
s[0] = 'z'
s[1:2] = ['q', 'r']
del s[-1]
del s[0:2]
x, y, z = Seq([1, 2, 3])
class Grid:
    def __getitem__(self, k): return k
g = Grid()
class Idx:
    def __index__(self): return 2
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
class BadIdx:
    def __index__(self): return 'x'
attempt(lambda: [1][BadIdx()])
key, fraction = 'a', 1.0
attempt(lambda: [1][key])
attempt(lambda: [1][fraction])
attempt(lambda: (1,)[key])
attempt(lambda: 'a'[key])
attempt(lambda: b'a'[key])
attempt(lambda: range(1)['a'])
attempt(lambda: [1][5])
attempt(lambda: (1,)[5])
attempt(lambda: 'a'[5])
attempt(lambda: range(1)[5])
attempt(lambda: [1]['a':])
five, none = 5, None
attempt(lambda: five[0])
attempt(lambda: none['x'])
s1, fn = {1}, lambda: 0
attempt(lambda: s1[0])
attempt(lambda: fn[0])
attempt(lambda: int[0])
attempt(lambda: object()[0])
attempt(lambda: 5 in 5)
attempt(lambda: len(object()))
attempt(lambda: reversed(5))
attempt(lambda: reversed({1}))
attempt(lambda: [1][2 ** 100])
attempt(lambda: [1, 2][::0])
def setit(o, k, v): o[k] = v
def delit(o, k): del o[k]
attempt(lambda: setit('abc', 0, 'x'))
attempt(lambda: setit((1,), 0, 'x'))
attempt(lambda: setit([], 0, 'x'))
attempt(lambda: setit(5, 0, 'x'))
attempt(lambda: delit('abc', 0))
attempt(lambda: delit((1,), 0))
attempt(lambda: delit([], 0))
attempt(lambda: delit(5, 0))
attempt(lambda: delit({}, 'k'))
attempt(lambda: setit([1, 2, 3], slice(None, None, 2), [1]))
attempt(lambda: setit([1], slice(0, 1), 5))
class Cont:
    def __contains__(self, x): return x * 2
class NoCont:
    __contains__ = None
    def __iter__(self): return iter([1])
attempt(lambda: 1 in NoCont())
class NoIter:
    __iter__ = None
    def __getitem__(self, i): return 1
attempt(lambda: iter(NoIter()))
class Len:
    def __init__(self, n): self.n = n
    def __len__(self): return self.n
attempt(lambda: len(Len(-1)))
attempt(lambda: len(Len('a')))
attempt(lambda: len(Len(2 ** 70)))
attempt(lambda: len(Len(True)))
class Rev:
    def __reversed__(self): return iter('custom')
import operator
class Hint:
    def __iter__(self): return self
    def __next__(self): raise StopIteration
    def __length_hint__(self): return 7
class IterBad:
    def __iter__(self): return 5
attempt(lambda: iter(IterBad()))
attempt(lambda: [*IterBad()])
class NextErr:
    def __iter__(self): return self
    def __next__(self): raise ValueError('in next')
attempt(lambda: list(NextErr()))
attempt(lambda: sum(NextErr()))
class Inst: pass
i = Inst()
i.__len__ = lambda: 5
attempt(lambda: len(i))
Inst.__len__ = lambda self: 9
del Inst.__len__
attempt(lambda: len(i))
sl = slice(1, 10, 2)
