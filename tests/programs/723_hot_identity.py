# Identity in hot loops: 'is' of ints, floats, tuples and instances, also when the objects live in the loop alone.
class P:
    def __init__(self, x, y):
        self.x, self.y = x, y
def locals_only(n):
    same = other = kept = 0
    last = None
    for i in range(n):
        a, b = P(i, 1), P(i, 1)
        c = a
        if a is c: same += 1
        if a is b or a is last: other += 1
        if last is not None and last.x == i - 1: kept += 1
        last = a if i % 2 else b
    return same, other, kept, last.x
print(locals_only(800))
def swap(n):
    a, b = P(1, 'a'), P(2, 'b')
    first, counts = a, [0, 0]
    for i in range(n):
        if i % 3: a, b = b, a
        counts[a is first] += 1
        counts[b is first] += 100000
        if i % 150 == 0: print(i, counts, a.y, b.y)
swap(700)
def by_id(n):
    keep, ids, dup = [], {}, 0
    for i in range(n):
        p = P(i, i)
        if id(p) in ids: dup += 1
        ids[id(p)] = i
        keep.append(p)
        if id(keep[-1]) != id(p) or ids[id(p)] != p.x: dup += 1000
    return dup, len(ids), all(ids[id(p)] == p.x for p in keep)
print(by_id(500))
def default_hash(n):
    d = {}
    objs = [P(i, 0) for i in range(5)]
    for i in range(n):
        o = objs[i % 5]
        d[o] = d.get(o, 0) + i
        t = P(i, 1)
        d[t] = 0
        if t in d: del d[t]
    return [d[o] for o in objs], len(d)
print(default_hash(500))
def floats(n):
    x = 1.5
    y, r = x, [0, 0, 0, 0]
    for i in range(n):
        if x is y: r[0] += 1
        z = x
        if z is x: r[1] += 1
        x = x + 0.0
        t = (x, y)
        if t[0] is x and t[1] is y: r[2] += 1
        y = x
        if i % 100 == 0: print(r, x == y)
    return r[3]
print(floats(500))
def nan_identity(n):
    nan, hits = float('nan'), 0
    l = [nan]
    for i in range(n):
        hits += (nan in l) + (nan == nan) * 100 + ([nan] == l) * 10 + (l.count(nan) + l.index(nan)) * 10000 + ((nan,) == (nan,)) * 1000000
        d = {nan: i}
        hits += d[nan] == i
    return hits
print(nan_identity(300))
def ints(n):
    c = 0
    big = 2 ** 70
    same = big
    for i in range(n):
        j = i
        c += (i is j) + (same is big) * 1000 + (big == same) * 10 ** 6
        same, big = big, same
    return c
print(ints(400))
def singletons(n):
    r = {}
    for i in range(n):
        v = (None, True, False, ..., NotImplemented, ())[i % 6]
        k = (v is None, v is True, v is False, v is ..., v is NotImplemented, v == ())
        r[k] = r.get(k, 0) + 1
    return list(r.values()), [k.index(True) for k in r]
print(singletons(600))
def escape_at(n, when):
    kept = []
    chain = None
    for i in range(n):
        node = P(i, chain)
        if i % when == when - 1: kept.append(node)
        chain = node if i % 10 else None
    return [(k.x, k.y.x if k.y else None, k.y.y.x if k.y and k.y.y else None) for k in kept], kept[-1] is chain, kept[-1].y is chain
print(escape_at(300, 60), escape_at(301, 43))
def bound(n):
    p, kept = P(1, 2), []
    p.__class__.m = lambda self: self.x
    for i in range(n):
        f, g = p.m, p.m
        assert f is not g and f == g and f.__self__ is g.__self__ and f.__func__ is g.__func__
        if i % 100 == 0: kept.append(f)
        p.x += 1
    return [f() for f in kept], len({id(f) for f in kept}), len(set(kept))
print(bound(400))
def tuple_identity(n):
    t, r = (1, 2), [0] * 4
    for i in range(n):
        u = t[:]
        v = t + ()
        w = (*t,)
        x = tuple(t)
        r[0] += u is t
        r[3] += x is t
        r[1] += w == t
        r[2] += v == t and i % 2
        t = (i, i + 1)
    return r
print(tuple_identity(300))
