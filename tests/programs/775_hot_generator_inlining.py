# Generators that a tracer would inline: several alive at once, left half-way, resumed from other loops, passed to builtins, recursive, raising.
def count(n):
    i = 0
    while i < n: yield i; i += 1
def two_alive(n):
    a, b, s = count(n), count(n * 3), 0
    for x in a:
        s += x * next(b) - next(b, 0)
        if x % 20 == 19: print(x, s, next(b))
    return s, list(b)[:3]
print(two_alive(100))
def resumed_elsewhere(n):
    g, parts = count(n), []
    def take(k):
        s = 0
        for x in g:
            s += x
            if x % k == k - 1: return s
        return 'end', s
    for k in (10, 25, 50, 7, 3, 10 ** 6, 5): parts.append(take(k))
    return parts
print(resumed_elsewhere(300))
def builtins_on_generators(n):
    out = []
    for i in range(n):
        g = count(i % 9)
        r = (sum(g), list(g), max(count(i % 5 + 1)), tuple(x * 2 for x in count(3)), sorted((-x for x in count(4))), any(x > 2 for x in count(i % 6)),
             dict(zip(count(3), 'abc')), [*count(2), *count(i % 3)], ''.join(str(x) for x in count(4)), 3 in count(i % 6), set(count(3)) == {0, 1, 2})
        if i % 40 == 0: out.append(r)
    return out
for row in builtins_on_generators(160): print(row)
def mixed_yields(n):
    def g():
        for i in range(n):
            if i < 100: yield i
            elif i < 150: yield i / 2
            elif i < 200: yield str(i)
            elif i < 220: yield None
            else: yield (i,)
    c, s = {}, 0
    for v in g():
        c[type(v).__name__] = c.get(type(v).__name__, 0) + 1
        s += v if isinstance(v, (int, float)) else len(v) if v else 0
    return c, s
print(mixed_yields(300))
def early_exit(n):
    log = []
    def g(k):
        try:
            for i in range(k): yield i
            log.append('complete')
        except GeneratorExit: log.append(('exit', i)); raise
    for i in range(n):
        it = g(i % 7)
        for v in it:
            if v == i % 5 + 1: break
        it.close()
    return {k: log.count(k) for k in dict.fromkeys(log)}
print(early_exit(210))
def primes(n):
    def sieve(it, p):
        for x in it:
            if x % p: yield x
    def nums():
        i = 2
        while True: yield i; i += 1
    it, out = nums(), []
    for _ in range(n):
        p = next(it)
        out.append(p)
        it = sieve(it, p)
    return out
print(primes(25))
def hanoi(n, a='a', b='b', c='c'):
    if n: yield from hanoi(n - 1, a, c, b); yield a + c; yield from hanoi(n - 1, b, a, c)
print([sum(1 for _ in hanoi(k)) for k in range(9)], list(hanoi(3)))
def flatten(x):
    for v in x:
        if isinstance(v, (list, tuple)): yield from flatten(v)
        else: yield v
nested = [1, [2, [3.5, (4, [5])], 'x'], [], [[[6]]]]
for _ in range(60): r = list(flatten(nested * 3))
print(r)
def accumulate():
    total = 0
    while (v := (yield total)) is not None: total += v
    return total
def delegating(n):
    results = []
    def outer():
        while True: results.append((yield from accumulate()))
    g, seen = outer(), []
    next(g)
    for i in range(n):
        r = g.send(None if i % 50 == 49 else i / 2 if i > 200 else i)
        if i % 25 == 24: seen.append(r)
    return results, seen
print(delegating(300))
def shared_state(n):
    class Src:
        def __init__(self): self.k = 1
        def __iter__(self):
            i = 0
            while i < n:
                yield i * self.k
                i += 1
    s, t, o = Src(), 0, []
    for v in s:
        t += v
        if v and v % 40 == 0: s.k = 3 if s.k == 1 else 0.5; o.append((v, t))
    return t, o[:5]
print(shared_state(200))
def exceptions(n):
    def g(k):
        for i in range(10):
            try: yield 10 // (k - i)
            except ZeroDivisionError: yield 'own'
            except KeyError as e: yield e.args
    c = {}
    for i in range(n):
        it, got = g(i % 12), []
        try:
            for v in it:
                got.append(v)
                if v == 5: got.append(it.throw(KeyError('thrown')))
                if v == 'own': break
        except ZeroDivisionError as e: got.append((str(e), e.__traceback__.tb_next.tb_lineno - g.__code__.co_firstlineno))
        c[str(got)] = c.get(str(got), 0) + 1
    return c
for k, v in exceptions(120).items(): print(v, k)
def cells_in_generators(n):
    fs = []
    def g():
        for i in range(n):
            def f(): return i
            yield f, i
    for f, i in g():
        if f() != i: return 'wrong'
        if i % 60 == 0: fs.append(f)
    return [f() for f in fs]
print(cells_in_generators(200))
def zip_of_generators(n):
    a, b, s = count(n), (x * x for x in count(n + 5)), 0
    for i, (x, y) in enumerate(zip(a, b)): s += i + x * y
    return s, next(b), next(a, 'done')
print(zip_of_generators(200))
def deep_pipeline(n):
    it = count(n)
    for k in range(30): it = (x + k % 2 for x in it)
    return sum(it)
def run(n): return [deep_pipeline(k) for k in (1, 10, n)]
print(run(150))
