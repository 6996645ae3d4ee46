# Operators and reflected operators of classes in hot loops: NotImplemented, subclasses on the right, in-place forms, comparisons.
class Vec:
    __slots__ = ('x', 'y')
    def __init__(self, x, y): self.x, self.y = x, y
    def __add__(self, o):
        if not isinstance(o, Vec): return NotImplemented
        return Vec(self.x + o.x, self.y + o.y)
    def __sub__(self, o): return Vec(self.x - o.x, self.y - o.y)
    def __mul__(self, k): return Vec(self.x * k, self.y * k) if isinstance(k, (int, float)) else NotImplemented
    __rmul__ = __mul__
    def __neg__(self): return Vec(-self.x, -self.y)
    def __abs__(self): return abs(self.x) + abs(self.y)
    def __matmul__(self, o): return self.x * o.x + self.y * o.y
    def __eq__(self, o): return self.x == o.x and self.y == o.y if isinstance(o, Vec) else NotImplemented
    def __hash__(self): return hash((self.x, self.y))
    def __bool__(self): return self.x != 0
    def __repr__(self): return f'<{self.x},{self.y}>'
class Sub(Vec):
    __slots__ = ()
    def __radd__(self, o): return 'Sub.__radd__'
    def __rmul__(self, k): return ('rmul', k)
def chain(n):
    p, v = Vec(0, 0), Vec(1, 2)
    for i in range(n):
        p = p + v * 2 - -v * (i % 3) + i * v
        if i == n // 2: v = Vec(0.5, 0.25)
        if i % 80 == 0: print(i, p, abs(p), p @ v, bool(p))
    return p
print(chain(400))
def mixed(n):
    c = {}
    v, s = Vec(1, 1), Sub(2, 2)
    ops = [lambda: v + s, lambda: s + v, lambda: v + 1, lambda: 1 + v, lambda: 2 * s, lambda: s * 2,
           lambda: v * s, lambda: 'a' * v, lambda: v == 1, lambda: v != s, lambda: v == Vec(1, 1), lambda: v < s]
    for i in range(n):
        try: r = repr(ops[i % len(ops)]())
        except TypeError as e: r = str(e)
        c[i % len(ops), r] = c.get((i % len(ops), r), 0) + 1
    return c
for k, v in mixed(360).items(): print(k, v)
class Log:
    def __init__(self, n): self.n, self.ops = n, {}
    def note(self, k): self.ops[k] = self.ops.get(k, 0) + 1; return self
    def __iadd__(self, o): self.n += o; return self.note('iadd')
    def __add__(self, o): r = Log(self.n + o); r.ops = self.ops; return r.note('add')
    def __radd__(self, o): return self.note('radd').n + o
    def __isub__(self, o): return NotImplemented
    def __sub__(self, o): return self.note('sub').n - o
    def __rsub__(self, o): return o - self.note('rsub').n
    def __ior__(self, o): self.n |= o; return self
    def __index__(self): return self.n
    def __int__(self): return self.n * 2
    def __float__(self): return self.n + 0.5
def inplace(n):
    out = []
    for start in (Log(1), 1, 1.5):
        x, first = start, start
        for i in range(n):
            x += 1
            if i % 90 == 89:
                y = x
                y -= 1
                out.append(y if not isinstance(y, Log) else y.n)
            if i == 200 and isinstance(x, Log): del Log.__iadd__
            if i == 100 and not isinstance(x, Log): x = Log(x)
            if i == 250 and isinstance(x, Log): x |= 1 if isinstance(x.n, int) else 0
            if i % 100 == 50: out.append(x is first)
            if i == 120 and isinstance(x.n, float): x.n = int(x.n)
        out.append((x.n, x.ops))
        Log.__iadd__ = lambda self, o: Log.note(self, 'new') if setattr(self, 'n', self.n + o) is None else 0
    return out
print(inplace(300))
def conversions(n):
    l, k, seq = Log(3), [0] * 5, list(range(50))
    for i in range(n):
        l.n = i % 50
        k[0] += int(l)
        k[1] += float(l)
        k[2] += seq[l]
        k[3] += len(seq[l:]) + len(range(l))
        k[4] += (5 + l) + (100 - l) + (l - 1)
    return k, sorted(l.ops.items())
print(conversions(300))
class Ver:
    def __init__(self, *p): self.p = p
    def __lt__(self, o): calls.append('lt'); return self.p < o.p
    def __eq__(self, o): calls.append('eq'); return self.p == o.p
    def __hash__(self): return 1
calls = []
def compare(n):
    vs = [Ver(i * 7 % 5, i) for i in range(9)]
    r = 0
    for i in range(n):
        a, b = vs[i % 9], vs[i * 4 % 9]
        r += (a < b) + (a > b) * 10 + (a == b) * 100 + (a != b) * 1000
        if i == n // 2: Ver.__gt__ = lambda s, o: True
    s = sorted(vs)
    m = max(vs), min(vs), vs.index(Ver(0, 5)), Ver(1, 3) in vs
    return r, len(calls), calls.count('lt'), [v.p[1] for v in s], m[0].p, m[1].p, m[2:]
print(compare(270))
class Weird:
    def __lt__(self, o): return []
    def __eq__(self, o): return 'truthy'
    def __ne__(self, o): return ''
    def __contains__(self, o): return o
    def __bool__(self): raise ValueError('no truth')
def weird(n):
    w, c = Weird(), [0] * 6
    for i in range(n):
        if w < i: c[0] += 1
        if w == i: c[1] += 1
        if w != i: c[2] += 1
        if i % 3 in w: c[3] += 1
        if w < 1 < i: c[4] += 1
        try:
            if w or i: c[0] += 1000
        except ValueError: c[5] += 1
    return c, w < 1, w == 1
print(weird(300))
