# Garbage collection, weak references, callbacks and finalizers while hot loops allocate; the loops' own values must stay alive.
# A few dead objects may outlive a collection (a stale word on the native stack): the counts leave room for five.
import gc, weakref
class Node:
    def __init__(self, v, link=None): self.v, self.link = v, link
def collect_inside(n):
    a, b, s, kept = Node(0), (1, [2]), 0, []
    for i in range(n):
        c = Node(i, a)
        d = [c, (i, str(i))]
        a = Node(i + 1, c) if i % 10 else Node(i + 1)
        if i % 40 == 20: gc.collect()
        s += a.v + d[0].v + len(d[1][1]) + b[1][0]
        if i % 50 == 0: kept.append((a.v, d[0].link.v, d[1]))
    return s, kept
print(collect_inside(200))
def alive(n):
    o = Node('kept')
    w = weakref.ref(o)
    c = 0
    for i in range(n):
        p = Node(i)
        if w() is o: c += 1
        if i % 60 == 59: gc.collect()
        v = weakref.ref(p)
        if v().v == i: c += 1
    return c, w() is o, v() is p
print(alive(250))
def dead(n):
    called = []
    def make(i):
        o = Node(i)
        o.link = o
        return weakref.ref(o, lambda r, i=i: called.append(i))
    refs = [make(i) for i in range(n)]
    gc.collect()
    return len(called) >= n - 5, len(set(called)) == len(called), sum(r() is None for r in refs) == len(called)
print(dead(150))
def cycles(n):
    keep = {}
    gc.collect()
    for i in range(n):
        a, b = Node(i), Node(-i)
        a.link, b.link = b, a
        if i % 30 == 0: keep[i] = a
        if i % 70 == 69: gc.collect()
    return [(k, x.v, x.link.v, x.link.link is x) for k, x in keep.items()]
print(cycles(150))
def weak_dict(n):
    d, strong = weakref.WeakValueDictionary(), []
    for i in range(n):
        o = Node(i)
        d[i] = o
        if i % 25 == 0: strong.append(o)
    o = None
    gc.collect()
    def lookup():
        s = 0
        for i in range(n):
            v = d.get(i)
            if v is not None: s += v.v
        return s
    return all(d[k.v] is k for k in strong), lookup() >= sum(k.v for k in strong)
print(weak_dict(200))
def finalized(n):
    done = []
    def make(i):
        o = Node(i)
        weakref.finalize(o, done.append, i)
    for i in range(n): make(i)
    gc.collect()
    return len(done) >= n - 5, len(set(done)) == len(done), set(done) <= set(range(n))
print(finalized(100))
class Del:
    count = 0
    def __init__(self): self.me = self
    def __del__(self): Del.count += 1
def dels(n):
    def make():
        for i in range(n): Del()
    make()
    gc.collect()
    return n - 5 <= Del.count <= n
print(dels(120))
class Res:
    saved = []
    def __init__(self, i): self.i, self.me = i, self
    def __del__(self): Res.saved.append(self)
def resurrect(n):
    def make():
        for i in range(n): Res(i)
    make()
    gc.collect()
    first = {r.i for r in Res.saved}
    s = 0
    for r in Res.saved: s += r.i + r.me.i
    return len(first) == len(Res.saved) >= n - 5, first <= set(range(n)), s == 2 * sum(first)
print(resurrect(100))
def disabled(n):
    gc.disable()
    l = []
    for i in range(n):
        l = [l, i] if i % 20 else [None, i]
    gc.enable()
    d, x = 0, l
    while x: d, x = d + 1, x[0]
    return d, gc.isenabled()
print(disabled(300))
def methods(n):
    o, s = Node(3), 0
    Node.get = lambda self: self.v
    w = weakref.WeakMethod(o.get)
    p = weakref.proxy(o)
    for i in range(n):
        s += w()() + p.v
        p.v = i % 7
        if i % 80 == 79: gc.collect()
    return s, o.v
print(methods(250))
def in_callback(n):
    total = 0
    def cb(ref):
        nonlocal total
        total += 1000
    def make():
        o = Node(0)
        o.link = o
        return weakref.ref(o, cb)
    refs, s = [], 0
    for i in range(n):
        refs.append(make())
        s += i
        if i % 50 == 49: gc.collect()
    gc.collect()
    return n - 5 <= total // 1000 <= n, s
print(in_callback(100))
