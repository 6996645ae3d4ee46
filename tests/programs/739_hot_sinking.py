# Allocations that could stay virtual in hot loops: vectors, tuples, lists, dicts, slices, complex classes, and their late escapes.
class V3:
    def __init__(self, x, y, z): self.x, self.y, self.z = x, y, z
    def __add__(self, o): return V3(self.x + o.x, self.y + o.y, self.z + o.z)
    def __mul__(self, k): return V3(self.x * k, self.y * k, self.z * k)
    def cross(self, o): return V3(self.y * o.z - self.z * o.y, self.z * o.x - self.x * o.z, self.x * o.y - self.y * o.x)
    def dot(self, o): return self.x * o.x + self.y * o.y + self.z * o.z
    def __repr__(self): return f'({self.x}, {self.y}, {self.z})'
def chain(n, one):
    p, v, trail = V3(0 * one, 0 * one, 0 * one), V3(one, 2 * one, -one), []
    for i in range(n):
        a = v.cross(V3(i, 1, -1)) * 2
        p = p + v * (i % 3) + a
        if p.dot(p) > 10 ** 7: p = p * -1 + V3(1, 1, 1)
        if i % 97 == 96: trail.append(p)
        if i % 150 == 149: v = V3(v.z, v.x, v.y)
    return trail, p
print(chain(400, 1))
print(chain(400, 0.5))
print(chain(300, 2 ** 40))
class Cx:
    __slots__ = ('re', 'im')
    def __init__(self, re, im): self.re = re; self.im = im
    def __add__(self, o): return Cx(self.re + o.re, self.im + o.im)
    def __mul__(self, o): return Cx(self.re * o.re - self.im * o.im, self.re * o.im + self.im * o.re)
    def norm(self): return self.re * self.re + self.im * self.im
def escape_time(c, n):
    z = Cx(0.0, 0.0)
    for i in range(n):
        if z.norm() > 4.0: return i, z
        z = z * z + c
    return n, z
print([[escape_time(Cx(x / 4 - 2, y / 3 - 1), 60)[0] for x in range(11)] for y in range(7)])
i, z = escape_time(Cx(-0.75, 0.1), 60)
print(i, round(z.re, 9), round(z.im, 9))
def swaps(n):
    a, b, c, kept = 0, 1.5, 'c', []
    for i in range(n):
        a, b, c = c, a, b
        t = (a, b, c)
        if t[i % 3] == 'c': a, *r = c, b, a; kept.append(len(r)) if i % 80 == 0 else None
        if i % 61 == 0: kept.append(t)
        (x, y), w = (a, b), c
        if i % 90 == 0: kept.append([x, y, w])
    return kept
print(swaps(300))
def pairs(n):
    t, out = (0, None), []
    for i in range(n):
        t = (i, t) if i % 10 else (i, None)
        if i % 47 == 46:
            d, u = 0, t
            while u: d += 1; u = u[1]
            out.append((t[0], d, t))
    return out
print(pairs(200)[-1], [o[:2] for o in pairs(300)])
def small_lists(n):
    s, kept = 0, []
    for i in range(n):
        l = [i, i + 1, i + 2]
        l[1] = l[0] + l[2]
        l[i % 3] += 1
        m = l if i % 5 else l[:]
        m.append(i)
        s += sum(l) + len(l)
        if i % 70 == 69: kept.append((l, m, l is m))
    return s, kept
print(small_lists(300))
def small_dicts(n):
    s, kept = 0, []
    for i in range(n):
        d = {'a': i, 'b': i * 2}
        d['c'] = d['a'] + d['b']
        if i % 4 == 0: del d['b']
        e = {**d, 'z': d}
        s += len(d) + d['c'] + e.get('b', -1)
        if i % 80 == 0: kept.append(e); d['late'] = i
    return s, kept
print(small_dicts(250))
def cyclic(n):
    kept = []
    for i in range(n):
        a, b = Cx(i, None), Cx(None, i)
        a.im, b.re = b, a
        if i % 60 == 59: kept.append(a)
    return [(k.re, k.im.im, k.im.re is k) for k in kept]
print(cyclic(200))
def packs(n):
    def f(*args): return args
    def g(x, y, *rest, **kw): return f(y, x, *rest, *kw.values())
    kept, s = [], 0
    for i in range(n):
        r = g(*f(i, 2, 3), k=i)
        s += r[1] + r[-1] + len(r)
        if i % 90 == 0: kept.append(r)
    return s, kept
print(packs(300))
def late_raise(n):
    kept = []
    for i in range(n):
        v, t = V3(i, i + 0.5, 'z'), (i, [i])
        try:
            w = V3(v.y, v.x, None)
            if i % 50 == 49: w = w * 2
            w = 0
        except TypeError as e: kept.append((str(e), v, w, t))
    return kept
print(late_raise(200))
def slices(n):
    l, s, keep = list(range(20)), 0, []
    for i in range(n):
        sl = slice(i % 5, 20 - i % 7, i % 3 + 1)
        s += sum(l[sl]) + len(l[i % 4:]) + l[-1:-4:-1][1]
        r = range(i, i + 5)
        s += r[2] + len(r) + (i + 3 in r)
        if i % 100 == 0: keep += [sl, r]
    return s, keep
print(slices(250))
def reversed_fields(n):
    c, log = V3(1, 2, 3), []
    for i in range(n):
        d = V3(c.z, c.y, c.x)
        d.y += 1
        if i % 40 == 0: d.extra = i
        c = d
        if i % 45 == 0: log.append(vars(c).copy())
    return log
print(reversed_fields(200))
