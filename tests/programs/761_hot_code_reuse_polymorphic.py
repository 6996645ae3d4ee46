# One function called with every kind of argument, then one kind for long, then another: the same code object, many types per site.
def attr(o): return o.v
def item(o, k): return o[k]
def call(o): return o()
def add(a, b): return a + b
def less(a, b): return a < b
def truth(o): return 1 if o else 0
def loop(o):
    s = 0
    for x in o: s += x if isinstance(x, (int, float)) else len(x)
    return s
def store(o, i): o.v = i; return o.v
class A: v = 1
class B:
    def __init__(self): self.v = 2
class C:
    __slots__ = 'v'
    def __init__(self): self.v = 3
class D:
    v = property(lambda s: 4, lambda s, x: None)
class E:
    def __getattr__(self, n): return 5
class F(B):
    def __init__(self): self.w = 0; super().__init__()
class G(B):
    def __init__(self): super().__init__(); self.a = self.b = 0
class H:
    def __getattribute__(self, n): return 8 if n == 'v' else object.__getattribute__(self, n)
class I:
    @staticmethod
    def v(): return 9
classes = [A, B, C, D, E, F, G, H]
def attributes(n):
    objs, out = [c() for c in classes], []
    for phase in ([1], [1, 5], [0, 1, 2, 3], range(8), [7], [2], range(8)):
        s = 0
        for i in range(n): s += attr(objs[phase[i % len(phase)]])
        out.append(s)
        s = 0
        for i in range(n):
            o = objs[phase[i % len(phase)]]
            s += store(o, i % 5)
        out.append(s)
        objs = [c() for c in classes]
    out.append([attr(c) if isinstance(attr(c), int) else type(attr(c)).__name__ for c in classes if 'v' in vars(c)])
    return out
print(attributes(150))
def items(n):
    seqs = [([1, 2], 0), ((3, 4), -1), ('ab', 1), ({'k': 5}, 'k'), (range(10), 7), (b'a', 0),
            (bytearray(b'b'), 0), ({1: 6, 2: 7}, 2), ([8, 9], True), ('añ€', 2), (memoryview(b'c'), 0)]
    out = []
    for phase in ([0], [0, 1], [3], range(11), [8, 0], range(11), [2]):
        s = 0
        for i in range(n):
            r = item(*seqs[phase[i % len(phase)]])
            s += r if isinstance(r, int) else ord(r)
        out.append(s)
    return out
print(items(120))
class K:
    n = 0
    def __call__(self): K.n += 1; return 1
    def m(self): return 2
    @classmethod
    def c(cls): return 3
    @staticmethod
    def s(): return 4
    def __len__(self): return 5
def gen(): yield 6
def default(x=7): return x
def calls(n):
    k, out = K(), []
    fs = [lambda: 0, k, k.m, K.c, K.s, k.__len__, lambda: next(gen()), default, int, ''.__len__,
          [1, 2].copy, type('T', (), {'x': 1}), dict, ().__hash__, K().m, abs.__repr__]
    for phase in ([0], [1, 2], [3, 4, 5], range(16), [7], [8, 9], range(16)):
        s = 0
        for i in range(n):
            r = call(fs[phase[i % len(phase)]])
            s += r if isinstance(r, int) and r < 100 and r >= 0 else 10
        out.append(s)
    return out, K.n
print(calls(128))
def adds(n):
    pairs = [(1, 2), (1.5, 2), (2, 0.5), ('a', 'b'), ([1], [2]), ((1,), ()), (2 ** 62, 2 ** 62), (True, True),
             (b'x', b'y'), (1j, 1), (-2 ** 63, -1), ('é', '€')]
    out = []
    for phase in ([0], [0, 1], [3], [6, 10], range(12), [7, 0], [11, 3], range(12)):
        c = {}
        for i in range(n):
            r = add(*pairs[phase[i % len(phase)]])
            c[repr(r)] = c.get(repr(r), 0) + 1
        out.append(c)
    return out
for c in adds(120): print(c)
def errors(n):
    pairs, c = [(1, 'a'), ('a', 1), ([], ()), (None, 1), (1, 2), ({}, {}), (1, 2.0), (b'', '')], {}
    for f in (add, less, item):
        for i in range(n):
            try: r = f(*pairs[i % 8])
            except (TypeError, KeyError, IndexError) as e: r = f'{type(e).__name__} {e}'
            c[r] = c.get(r, 0) + 1
    return c
for k, v in errors(80).items(): print(v, k)
def truths(n):
    vals, out = [0, 1, '', 'a', None, [], [0], 0.0, float('nan'), {}, K(), A(), b'', 2 ** 70, False, (), (0,), range(0), range(1), A, len], []
    for phase in ([0, 1], [2, 3], range(21), [7, 8], [10], range(21)): out.append(sum(truth(vals[phase[i % len(phase)]]) for i in range(n)))
    K.__len__ = lambda self: 0
    A.__bool__ = lambda self: False
    out.append([truth(v) for v in vals])
    return out
print(truths(126))
def loops(n):
    its = [lambda: [1, 2], lambda: (3, 4.5), lambda: range(4), lambda: 'ab', lambda: {'k': 1, 'l': 2}, lambda: {7},
           lambda: (x for x in (1, 2)), lambda: b'ab', lambda: map(abs, [-1]),
           lambda: zip('a', 'b'), lambda: enumerate('x'), lambda: iter([5]), lambda: {1: 2}.items(), lambda: [], lambda: reversed([1, 2])]
    out = []
    for phase in ([0], [2], [0, 1, 2], range(15), [6], [3, 4], range(15)): out.append(sum(loop(its[phase[i % len(phase)]]()) for i in range(n)))
    return out
print(loops(90))
