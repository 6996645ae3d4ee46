# Iterators that outlive the hot loop that used them, loops left and entered again, and exceptions at the very last iteration.
import copy, itertools
def kept(n):
    out = []
    for it in (iter(range(n)), iter(list(range(n))), iter(tuple(range(n))), iter('añ' * n), iter(dict.fromkeys(range(n))), enumerate(range(n), 3),
               zip(range(n), 'ab' * n),
               reversed(range(n)), reversed(list(range(n))), map(abs, range(-n, 0)), (x * x for x in range(n)), iter(bytes(200)),
               iter(range(2 ** 63 - 5, 2 ** 63 + n)), itertools.count(0.5, 0.25), itertools.cycle('xyz'), itertools.chain(range(3), 'q', range(n)),
               itertools.islice(range(n), 2, None, 3)):
        c = 0
        for x in it:
            c += 1
            if c == 57: break
        a = next(it, 'end')
        for y in it:
            c += 1
            if c == 90: break
        hint = it.__length_hint__() if hasattr(it, '__length_hint__') else None
        out.append((x, a, y, next(it, 'end'), c, hint))
    return out
for row in kept(150): print(row)
def copies(n):
    it, rows = iter(list(range(n))), []
    for x in it:
        if x % 60 == 30:
            d = copy.copy(it)
            rows.append((x, next(d), sum(d), next(it)))
    r = iter(range(n))
    for x in r:
        if x == n // 2: state = r.__reduce__()[2] if len(r.__reduce__()) > 2 else r.__reduce__()[1]
    return rows, state, list(it), next(r, 'done')
print(copies(200))
def resumed(n):
    it, parts = iter(range(n)), []
    while True:
        s = c = 0
        for x in it:
            s += x
            c += 1
            if s > 2000: break
        else:
            parts.append(('last', s, c))
            return parts
        parts.append((s, c, x))
print(resumed(300), resumed(0))
def last_exceptions(n):
    res = []
    def boom(i): return 1 // (n - 1 - i)
    for kind in range(6):
        s = i = 0
        l, d = list(range(n)), {k: k for k in range(n - 1)}
        try:
            for i in range(n):
                if kind == 0: s += l[i + 1]
                elif kind == 1: s += d[i]
                elif kind == 2: s += boom(i)
                elif kind == 3: s += int('x' if i == n - 1 else str(i))
                elif kind == 4: s += next(iter([i] if i < n - 1 else []))
                else: s += (i if i < n - 1 else 'end') + 0
        except (IndexError, KeyError, ZeroDivisionError, ValueError, StopIteration, TypeError) as e:
            res.append((type(e).__name__, str(e), i, s, e.__traceback__.tb_lineno - last_exceptions.__code__.co_firstlineno))
    return res
for row in last_exceptions(400): print(row)
def from_iterator(n):
    class It:
        def __init__(self, n, exc): self.i, self.n, self.exc = 0, n, exc
        def __iter__(self): return self
        def __next__(self):
            self.i += 1
            if self.i > self.n: raise self.exc
            return self.i
    out = []
    for exc in (StopIteration, StopIteration('value'), KeyError('key'), GeneratorExit(), StopAsyncIteration('async')):
        it, s = It(n, exc), 0
        try:
            for x in it: s += x
            out.append(('normal', s))
        except (KeyError, GeneratorExit, StopAsyncIteration) as e: out.append((type(e).__name__, s))
        it.n += 50
        try: out.append(sum(it))
        except BaseException as e: out.append(repr(e))
    return out
print(from_iterator(200))
def interleaved(n):
    a, b, log = iter(range(n)), iter(range(1000, 1000 + n)), []
    for x in a:
        y = next(b)
        if x % 7 == 0: a, b = b, a
        if x % 50 == 0: log.append((x, y))
    return log, next(a, None), next(b, None)
print(interleaved(150))
def rebound(n):
    l, s = list(range(n)), 0
    for x in l:
        s += x
        if x == 20: l = ['other']
        if x == 40: l.append('unseen')
    r = range(n)
    for i in r:
        r = None
        s += i
    return s, l, r
print(rebound(200))
def generator_state(n):
    def g():
        x = 0
        while True:
            r = yield x
            x = x + 1 if r is None else r
    it, out = g(), []
    for v in it:
        if v % 50 == 49: out.append(it.send(v + 0.5))
        if v == 120: it.send(2 ** 63 - 3)
        if v > 2 ** 63: out.append(it.send('a')); break
        if isinstance(v, float) and v > 170: out.append(it.send(100))
    try: next(it)
    except TypeError as e: out.append(str(e))
    return out, next(it, 'finished'), it.gi_frame
print(generator_state(1))
def peekable(n):
    class Peek:
        def __init__(self, it): self.it, self.buf = iter(it), []
        def __iter__(self): return self
        def __next__(self): return self.buf.pop() if self.buf else next(self.it)
        def peek(self, default=None):
            if not self.buf:
                try: self.buf.append(next(self.it))
                except StopIteration: return default
            return self.buf[-1]
    p, runs = Peek(x * x % 7 for x in range(n)), []
    for v in p:
        c = 1
        while p.peek() == v: next(p); c += 1
        if c > 1: runs.append((v, c))
    return len(runs), runs[:4], p.peek('end')
print(peekable(300))
