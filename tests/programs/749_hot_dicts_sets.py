# Dicts and sets in hot loops: get, set, delete, setdefault, order, keys that are equal but differ, subclasses, hashes that fail.
def operations(n):
    d, log = {}, []
    for i in range(n):
        k = i * 7 % 23
        d[k] = d.get(k, 0) + i
        if i % 5 == 0: d.pop(k)
        if i % 9 == 0: d.setdefault(k, []).append(i) if isinstance(d.get(k), list) or k not in d else None
        if i % 13 == 0 and k in d: del d[k]
        if isinstance(d.get(k), list): d[k] = len(d[k])
        if i % 60 == 0: log.append((len(d), list(d)[:6], sum(d.values())))
    return log
for row in operations(400): print(row)
def missing(n):
    d, c = {1: 'a'}, {}
    for i in range(n):
        try: r = d[i % 4]
        except KeyError as e: r = e.args
        try: del d[9]
        except KeyError as e: r = r, str(e)
        try: d.pop('k') if i % 2 else {}.popitem()
        except KeyError as e: r = r, str(e)
        if i == 50: d[2] = 'late'
        c[r] = c.get(r, 0) + 1
    return c
for k, v in missing(100).items(): print(k, v)
def equal_keys(n):
    d = {}
    for i in range(n):
        k = (1, 1.0, True, 2 ** 70, float(2 ** 70), 'a', 'A'.lower(), (1, 2), (1.0, 2),
             frozenset([1]), frozenset([True]), -1, -2, 0.0, -0.0, None)[i % 16]
        d[k] = d.get(k, 0) + i
    return list(d.items())
print(equal_keys(320))
class Key:
    hashes = 0
    def __init__(self, v): self.v = v
    def __hash__(self): Key.hashes += 1; return self.v % 3
    def __eq__(self, o): return isinstance(o, Key) and self.v == o.v
def own_keys(n):
    d = {}
    for i in range(n):
        k = Key(i % 11)
        d[k] = d.get(k, 0) + 1
        if i == n // 2: Key.__eq__ = lambda s, o: s.v % 5 == o.v % 5
    return [(k.v, v) for k, v in d.items()], Key.hashes
print(own_keys(220))
class Default(dict):
    def __missing__(self, k): return -k if k % 2 else self.setdefault(k, k * 10)
class Loud(dict):
    def __getitem__(self, k): return 'loud'
    def __setitem__(self, k, v): super().__setitem__(k, v + 1)
    def __contains__(self, k): return True
def subclasses(n):
    d, l, p, t = Default(), Loud(), {}, 0
    for i in range(n):
        for m in (d, l, p):
            m[i % 30] = i if m is not d or i % 3 == 0 else m[i % 30]
            x = m[i % 30]
            t += x if isinstance(x, int) else len(x)
            t += (i in m) + (m.get(i, 0) > 100)
        t += d[i % 50]
    return t, len(d), len(l), dict.__getitem__(l, 3)
print(subclasses(200))
def changes_kind(n):
    d, log = {}, []
    for i in range(n):
        k = i % 10 if i < 150 else str(i % 10) if i < 250 else (i % 10, 'x') if i < 300 else i % 10 + 0.0
        d[k] = d.get(k, 0) + 1
        if i % 50 == 49: log.append((len(d), d[k]))
    return log, [k for k in d if d[k] > 15][:4]
print(changes_kind(400))
def unhashable(n):
    c = {}
    for i in range(n):
        k = ([1], {}, (1, [2]), {3}, 'fine')[i % 5]
        try: r = {k: 1}[k]
        except TypeError as e: r = str(e)
        try: s = k in {1, 2}
        except TypeError as e: s = str(e)
        c[r, s] = c.get((r, s), 0) + 1
    return c
print(unhashable(100))
def merge(n):
    a, s = {'x': 1}, 0
    for i in range(n):
        b = {**a, 'y': i} | {'z': i}
        a |= {'k%d' % (i % 4): i}
        b.update(x=i % 3, w=0)
        s += sum(b.values()) + len(b)
        c = b.copy()
        c.clear()
        if b == c or {**b} != b or dict(b.items()) != b: s = None
    return s, list(a.items())
print(merge(200))
def sets(n):
    s, t, out = set(), frozenset(range(5)), []
    for i in range(n):
        s.add(i * 5 % 31)
        s.discard(i % 7)
        u, v = s & t, s | t
        s ^= {i % 50}
        if i % 3 == 0: s -= {i % 50, 30}
        try:
            if i % 40 == 39: s.remove('no')
        except KeyError as e: out.append(e.args)
        if i % 40 == 0: out.append((len(s), sorted(u), len(v), len(s - t), s <= v, u < t, t.isdisjoint(s)))
    return out
for row in sets(250): print(row)
def order(n):
    d = {}
    for i in range(n):
        k = i % 17
        if k in d: d[k] = d.pop(k) + 1
        else: d[k] = 0
        if i % 40 == 39: d.popitem()
        if i % 55 == 54: del d[next(iter(d))]
    return list(d.items()), list(reversed(d))[:3], next(iter(d.values()))
print(order(300))
def group(n):
    g = {}
    for i in range(n):
        g.setdefault(i % 3, {}).setdefault(i % 2, []).append(i)
    return {k: {x: (len(y), sum(y)) for x, y in v.items()} for k, v in g.items()}
print(group(300))
def views(n):
    d, t = {i: i for i in range(10)}, 0
    ks, vs, its = d.keys(), d.values(), d.items()
    for i in range(n):
        if i % 25 == 0: d[100 + i] = i
        t += len(ks) + (i in ks) * 10 + (i in vs) + ((i, i) in its)
        if i % 60 == 0: t += len(ks & {0, 1, 100}) + len(its - {(1, 1)})
    return t
print(views(300))
