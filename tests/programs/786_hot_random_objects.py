# Forty functions made from a seed: objects created, linked, reshaped and compared at random in loops; attributes, methods, classes and containers.
class Rng:
    def __init__(self, seed): self.x = seed * 2654435761 & 0xFFFFFFFF | 1
    def below(self, n):
        x = self.x
        x ^= x << 13 & 0xFFFFFFFF
        x ^= x >> 17
        x ^= x << 5 & 0xFFFFFFFF
        self.x = x
        return x % n
    def pick(self, seq): return seq[self.below(len(seq))]
SETUP = '''
class P:
    k = 1
    def __init__(self, x, y=0): self.x = x; self.y = y
    def get(self): return self.x + self.k
    def both(self): return self.x * 3 + self.y
    def twin(self): return type(self)(self.y, self.x)
    def __add__(self, o): return P(num(self.x) + num(o.x), num(self.y) - num(o.y)) if isinstance(o, P) else NotImplemented
    def __radd__(self, o): return num(o) + num(self.x)
    def __eq__(self, o): return isinstance(o, P) and self.x == o.x
    def __hash__(self): return 7
    def __len__(self): return 2
    def __getitem__(self, i): return (self.x, self.y)[i]
    def __iter__(self): return iter((self.x, self.y))
class Key:
    def __init__(self, o): self.v = num(o)
    def __hash__(self): return hash(self.v) % 5
    def __eq__(self, o): return isinstance(o, Key) and self.v == o.v
class Q(P):
    k = 10
    def get(self): return super().get() * 2
    @property
    def z(self): return self.x - self.y
class R(P):
    __slots__ = ('w',)
    def both(self): return 5
    def __getattr__(self, name): return len(name)
    def __call__(self, v=3): return v + 1
'''
ACTIONS = [code.replace('@', '\n') for code in '''
p = P(i, n)
q = p.twin()
p.x = num(p.x) + 1
q.y = p.x
s += num(p.get())
s += num(q.both())
p, q = q, p
p = p + q
l.append(p)
l.append(q)
p = Q(num(q.y), i)
q = R(i % 7)
s += num(l.pop().x) if l else 1
d[Key(p)] = d.get(Key(p), 0) + 1
s += d.pop(Key(q), 2)
s += (p is q) + (p == q) * 2 + (p in l) * 4
a, b = p@s += num(a) - num(b)
s += num(p[i % 2]) + len(q)
p.x = float(num(p.x))
q.x = int(num(q.x)) % 1000
m = p.get@p = q@s += num(m())
t = (p, q, s)@p, q, s = t[1], t[0], t[2]
p.extra = i
if hasattr(q, "extra"): del q.extra
s += num(getattr(p, "extra", 7))
p.__dict__.update(y=i)
s += sum(num(o.y) for o in l[-3:])
l = sorted(l, key=lambda o: num(o.x))[-10:]
f.append(lambda p=p: num(p.x) + i)
s += f[-1]() if f else 3
s += num(1 + p)
try: s += num(p.z)@except AttributeError: s += 1
try: s += p(i)@except TypeError: s -= 1
q.next = p
s += num(getattr(q, "next", p).x)
s += isinstance(p, Q) * 3 + (type(q) is P)
p = P(p, q) if i % 3 else P(p.x, q.y)
w = [p, [q, s]]@(p, (q, s)) = w
e = {"p": p, "q": q}@p, q = e["q"], e["p"]
'''.strip().split('\n')]
RARE = [code.replace('@', '\n') for code in '''
P.k = num(P.k) + 1
P.get = lambda self: num(self.y)
del P.get@P.get = lambda self: 1 + num(self.x)
Q.k = 0.5
p.__class__ = Q
q.__class__ = P
p.get = lambda: 100
Q.both = lambda self: -1
P.z = property(lambda self: 9)
P.__len__ = lambda self: 3
P.__iter__ = lambda self: iter((1, 2))
s = float(s)
s = int(s) + 2 ** 62
P.__eq__ = lambda self, o: self is o@P.__hash__ = object.__hash__
d.clear()
l.clear()
l[:] = [p] * 3
R.__call__ = lambda self, v: -v
p = q = P(0.5, 2 ** 63 - 1)
P.__init__ = init
'''.strip().split('\n')]
def num(v):
    while not isinstance(v, (int, float)): v = len(v) if isinstance(v, (str, list, tuple)) or not hasattr(v, 'x') else v.x
    return v if -2 ** 66 < v < 2 ** 66 else 17
def init(self, x, y=5): self.y = y; self.x = x
def function(seed):
    r = Rng(seed)
    lines = [SETUP, 'def run(n):', '    p, q, s, l, d, f, out = P(1, 2), Q(3, 4), 0, [], {}, [], []', '    for i in range(n):', '        try:']
    for _ in range(r.below(6) + 5):
        code = r.pick(ACTIONS).split('\n')
        if r.below(4) == 0: code = [f'if i % {r.below(4) + 2} == 1:', *('    ' + c for c in code)]
        lines += ['            ' + c for c in code]
    lines += ['        except (TypeError, AttributeError) as e: s += len(str(e))']
    for turn in sorted({20 + r.below(60) for _ in range(3)}):
        lines += [f'        if i == {turn}:', *('            ' + c for c in r.pick(RARE).split('\n'))]
    lines += ['        del l[:-30], f[:-5]', '        s = num(s) if num(s) < 10 ** 15 else num(s) % 9973',
              '        if i % 20 == 19: out.append((s, num(p.x), num(q.y), len(l), len(d)))', '    return out']
    return '\n'.join(lines)
def run(seed, n):
    ns = {'num': num, 'init': init}
    exec(function(seed), ns)
    try: return ns['run'](n)
    except (AttributeError, TypeError, ValueError, RecursionError) as e: return type(e).__name__, str(e), e.__traceback__.tb_next.tb_lineno
if __name__ == '__main__':
    for seed in range(1, 41): print(seed, *run(seed, 100))
