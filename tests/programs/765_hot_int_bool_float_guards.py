# Guards that must tell int, bool, float, subclasses and equal values apart in hot loops, and results whose type matters.
class I(int):
    def __add__(self, o): return 'I.__add__'
    def __lt__(self, o): return True
    def __index__(self): return 0
    def __bool__(self): return False
class F(float):
    def __mul__(self, o): return 'F.__mul__'
class S(str):
    def __eq__(self, o): return False
    __hash__ = str.__hash__
    def __len__(self): return 77
class L(list):
    def __iter__(self): return iter('xyz')
    def __len__(self): return 1000
class T(tuple):
    def __getitem__(self, i): return 'T'
class D(dict):
    def __getitem__(self, k): return 'D'
    def get(self, k, d=None): return 'get'
def typed(n):
    out = {}
    vals = [1, True, 1.0, I(1), F(1.0), 0, False, 0.0, I(0), -0.0]
    for i in range(n):
        a, b = vals[i % 10], vals[i * 3 // 10 % 10]
        r = (type(a + b).__name__, type(a * b).__name__, type(a - b).__name__, a < b, a == b,
             a & b if isinstance(a, int) and isinstance(b, int) else None, -a, not a, type(+a).__name__)
        out[i % 10, i * 3 // 10 % 10] = repr(r)
    return out
d = typed(1000)
print(len(d))
for k in sorted(d)[::3]: print(k, d[k])
def late_subclass(n):
    s, out = 0, []
    l, t, d, w = [1, 2, 3], (4, 5), {'k': 6}, 'str'
    for i in range(n):
        if i == 100: l = L(l)
        if i == 130: t = T(t)
        if i == 160: d = D(d)
        if i == 190: w = S(w)
        x = l[0], t[1], d['k'], len(l), len(w), w == 'str', d.get('k'), [v for v in l][0]
        if not out or out[-1][1] != x: out.append((i, x))
    return out
for row in late_subclass(250): print(row)
def counter_types(n):
    out = []
    for start in (0, False, 0.0, I(0), F(0.0)):
        x, kinds = start, []
        for i in range(n):
            if isinstance(x, str): x = start
            x = x + 1
            k = type(x).__name__
            if not kinds or kinds[-1] != k: kinds.append(k) if len(kinds) < 6 else None
        out.append((x, kinds))
    return out
print(counter_types(100))
def index_types(n):
    l, s, errs = list(range(10)), 0, {}
    idx = [1, True, I(5), -1, False, 2, 1.0, '1', None, 10, -11, 2 ** 70, slice(1, 3)]
    for i in range(n):
        try:
            v = l[idx[i % 13]]
            s += v if isinstance(v, int) else len(v)
        except (TypeError, IndexError) as e: errs[str(e)] = errs.get(str(e), 0) + 1
    return s, errs
print(index_types(390))
def dict_keys(n):
    d, hits = {1: 'one', 2.0: 'two', 'a': 'A'}, {}
    keys = [1, True, 1.0, I(1), F(2.0), 2, S('a'), 'a', 1 + 0j]
    for i in range(n):
        v = d.get(keys[i % 9])
        hits[i % 9, v] = hits.get((i % 9, v), 0) + 1
        if i == 200: d[True] = 'bool'
    return hits, list(d)
print(dict_keys(360))
def branch(n):
    c = {}
    for i in range(n):
        v = (1, True, I(1), 1.0, F(1.0), 'x', S('x'), S(''), [], L(), T(), D(), D(a=1))[i % 13]
        k = (type(v) is int, isinstance(v, int), v is True, v == 1, bool(v), v == 'x', isinstance(v, (list, tuple)), type(v) in (int, bool))
        c[i % 13] = k
    return c
for k, v in branch(260).items(): print(k, v)
def returns(n):
    def f(i): return i if i % 3 else float(i) if i % 2 else bool(i % 4)
    t, kinds = 0, {}
    for i in range(n):
        r = f(i)
        t += r
        kinds[type(r).__name__] = kinds.get(type(r).__name__, 0) + 1
        x = r is True, r == 1, r // 2, r % 2
        if i % 60 == 6: kinds[i] = x
    return t, kinds
print(returns(300))
def zero_signs(n):
    import math
    c = {}
    for i in range(n):
        z = (0, 0.0, -0.0, False, I(0))[i % 5]
        k = (repr(z * -1), repr(z * -1.0), repr(0 - z) if not isinstance(z, I) else 0, repr(-z),
             repr(z + 0.0) if type(z) is not I else 0, str(math.atan2(z, -1))[:4], repr(abs(z)), z == 0, z is False)
        c[i % 5] = k
    return c
for v in zero_signs(100).values(): print(v)
def big_small(n):
    x, out = 1, []
    for i in range(n):
        x = x * 3 if i % 80 < 50 else x // 3
        f = float(x)
        y = x if x < f or x > f or x == f else None
        if i % 16 == 0: out.append((x == f, int(f) - x, x.bit_length(), x & 0xFF, hash(x) == hash(f)))
    return out
print(big_small(320))
def bool_ops(n):
    t, acc = [0] * 8, True
    for i in range(n):
        a, b = i % 2 == 0, i % 3 == 0
        acc = acc and (a or b) if i % 10 else True
        t[0] += a + b
        t[1] += a * b - b
        t[2] |= a << 3 | b << 40
        t[3] ^= -a & i
        t[4] += [10, 20][a] + (5, 6)[b] + 'ab'.index('ab'[a])
        t[5] += acc is True
        t[6] += (not a) + (a ^ b) + (a & 3)
        t[7] += sum([a, b, True]) / 2 + a ** 2 + 2 ** b
    return t
print(bool_ops(400))
