# Caches and decorators around hot functions: lru_cache, a hand-written LRU, wraps, partial, singledispatch, cached_property, stacked decorators.
import functools
from collections import OrderedDict, defaultdict, deque, Counter, ChainMap
@functools.lru_cache(maxsize=32)
def slow(n): calls.append(n); return n * n
calls = []
t = 0
for i in range(400):
    t += slow(i * i % 50) + slow(i % 7 if i < 300 else i % 7 + 0.0)
print(t, slow.cache_info(), len(calls))
@functools.cache
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(90), fib(150), fib.cache_info())
class LRU:
    def __init__(self, size): self.size, self.d, self.hits = size, OrderedDict(), 0
    def get(self, k, make):
        try:
            v = self.d[k]
            self.d.move_to_end(k)
            self.hits += 1
        except KeyError:
            v = self.d[k] = make(k)
            if len(self.d) > self.size: self.d.popitem(last=False)
        return v
class Linked:
    def __init__(self, size):
        self.size, self.map = size, {}
        self.root = root = []
        root[:] = [root, root, None, None]
    def get(self, k, make):
        link = self.map.get(k)
        if link is not None:
            p, n, _, v = link
            p[1], n[0] = n, p
        else:
            v = make(k)
            if len(self.map) >= self.size:
                old = self.root[1]
                self.root[1] = old[1]
                old[1][0] = self.root
                del self.map[old[2]]
            link = self.map[k] = [None, None, k, v]
        last = self.root[0]
        last[1] = self.root[0] = link
        link[0], link[1] = last, self.root
        return v
    def keys(self):
        l, out = self.root[1], []
        while l is not self.root: out.append(l[2]); l = l[1]
        return out
a, b, x, t = LRU(10), Linked(10), 1, 0
for i in range(600):
    x = x * 75 % 65537
    k = x % 20 if i % 3 else x % 4
    if i % 5 == 0: k = str(k)
    v, w = a.get(k, lambda q: [q]), b.get(k, lambda q: [q])
    if v != w: print('differ', i)
    t += len(v)
    if i % 150 == 149: print(i, a.hits, list(a.d) == b.keys(), b.keys()[:4])
def logged(prefix):
    def deco(f):
        @functools.wraps(f)
        def inner(*args, **kw):
            inner.count += 1
            r = f(*args, **kw)
            return r + prefix if inner.count % 2 else r
        inner.count = 0
        return inner
    return deco
def retry(times):
    def deco(f):
        @functools.wraps(f)
        def inner(*a):
            for k in range(times):
                try: return f(*a)
                except ValueError as e: last = e
            raise RuntimeError('gave up') from last
        return inner
    return deco
tries = 0
@retry(3)
@logged(1000)
def flaky(x):
    global tries
    tries += 1
    if tries % 4 == 0 or x % 50 == 49: raise ValueError(x)
    return x
out, failed, s = [], [], 0
for i in range(300):
    try: s += flaky(i)
    except RuntimeError as e: failed.append((i, e.__cause__.args))
    if i % 60 == 0: out.append(s)
print(out, failed, tries, flaky.__name__, flaky.__wrapped__.count)
p = functools.partial(lambda a, b, c=0, *d: a * 100 + b * 10 + c + sum(d), 1)
q = functools.partial(p, c=5)
s = 0
for i in range(300):
    s += p(i) + q(i) + p(i, 2, 3) + q(b=i) if i % 2 else functools.partial(p, i)(7)
    if i == 150: q.keywords['c'] = 6
print(s, q.args, q.keywords)
@functools.singledispatch
def kind(x): return 'object'
@kind.register
def _(x: int): return 'int'
@kind.register(list)
def _(x): return f'list{len(x)}'
c = Counter()
for i in range(300):
    c[kind((1, True, 'a', [1], 2.5, None)[i % 6])] += 1
    if i == 150: kind.register(str, lambda x: 'str')
    if i == 200: kind.register(bool, lambda x: 'bool')
print(dict(c))
class Lazy:
    made = 0
    def __init__(self, v): self.v = v
    @functools.cached_property
    def double(self): Lazy.made += 1; return self.v * 2
    @functools.lru_cache(4)
    def scaled(self, k): return self.v * k
    @functools.partialmethod
    def pm(self): return 0
t, l = 0, Lazy(1)
for i in range(300):
    t += l.double + l.scaled(i % 3)
    if i % 60 == 59: del l.double; l.v += 1
    if i % 100 == 99: l = Lazy(i)
print(t, Lazy.made, Lazy.scaled.cache_info())
class Registry:
    handlers = defaultdict(list)
    @classmethod
    def on(cls, name): return lambda f: cls.handlers[name].append(f) or f
    @classmethod
    def fire(cls, name, *a): return [h(*a) for h in cls.handlers[name]]
@Registry.on('x')
def h1(v): return v
r = 0
for i in range(300):
    r += sum(Registry.fire('x', i))
    if i == 100: Registry.on('x')(lambda v: -1)
    if i == 200: Registry.handlers['x'].remove(h1)
    Registry.fire('none')
print(r, sorted(Registry.handlers))
d, m = deque(maxlen=5), ChainMap({'a': 1}, {'b': 2})
for i in range(300):
    d.append(i) if i % 3 else d.appendleft(-i)
    d.rotate(i % 3 - 1)
    m['a'] += m['b']
    if i == 150: m = m.new_child({'b': 0.5})
print(list(d), m['a'], m.maps)
