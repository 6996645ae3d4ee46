# Generators driven from hot loops: send, throw, close, return values, yield from, finally, and generators kept after the loop.
def averager():
    total = count = 0
    value = None
    while True:
        try:
            value = yield (total / count if count else None)
        except ValueError as e:
            total = count = 0
            log.append(('reset', str(e)))
            continue
        if value is None: return total, count
        total += value
        count += 1
log = []
def drive(n):
    g, out = averager(), []
    next(g)
    for i in range(n):
        if i % 90 == 89: r = g.throw(ValueError(f'at {i}'))
        else: r = g.send(i if i % 7 else i / 2)
        if i % 30 == 0 or i % 90 > 87: out.append(r)
    try: g.send(None)
    except StopIteration as e: out.append(e.value)
    return out
print(drive(400), log)
def numbers(n):
    try:
        for i in range(n): yield i
    finally: log.append(('closed', i))
def inner(n):
    total, source = 0, numbers(n)
    try:
        for x in source:
            total += x
            yield x
    finally: source.close()
    return total
def outer(parts):
    results = []
    for p in parts: results.append((yield from inner(p)))
    return results
def consume(parts, stop):
    g, s = outer(parts), 0
    try:
        while True:
            s += next(g)
            if s > stop: g.close(); return 'closed', s
    except StopIteration as e: return e.value, s
log.clear()
print(consume([10, 200, 1, 300], 10 ** 9), consume([50] * 9, 5000), log)
def pipeline(n):
    def source():
        for i in range(n): yield i
    def square(it):
        for x in it: yield x * x
    def odd(it):
        for x in it:
            if x % 2: yield x
    def window(it, k):
        w = []
        for x in it:
            w.append(x)
            if len(w) > k: w.pop(0)
            if len(w) == k: yield tuple(w)
    s = 0
    for i, (a, b, c) in enumerate(window(odd(square(source())), 3)):
        s += a - 2 * b + c
        if i % 50 == 0: print(i, a, b, c, s)
    return s
print(pipeline(700))
def failing(n):
    for i in range(n):
        if i == n - 1: raise KeyError(i)
        yield i
def catch(n):
    out = {}
    for r in range(n):
        c = 0
        try:
            for x in failing(r % 9 + 1): c += x
        except KeyError as e: k = (e.args[0], c, e.__traceback__.tb_next.tb_frame.f_code.co_name)
        out[k] = out.get(k, 0) + 1
    return out
print(catch(180))
def delegated():
    r = []
    while True:
        try: r.append((yield len(r)))
        except GeneratorExit: log.append(('exit', len(r), sum(r))); raise
        except Exception as e: r.append(-1)
def outer2(): yield from delegated()
def throwing(n):
    log.clear()
    g = outer2()
    next(g)
    for i in range(n):
        v = g.throw(RuntimeError()) if i % 10 == 5 else g.send(i)
        if v != i + 1: return 'bad', i, v
    g.close()
    return log, next(g, 'finished')
print(throwing(300))
def kept(n):
    gens, firsts = [], []
    for i in range(n):
        g = (x * i for x in range(i % 5 + 1))
        if i % 40 == 0: gens.append(g)
        firsts.append(next(g))
    return [list(g) for g in gens], sum(firsts)
print(kept(400))
def tree(lo, hi):
    if lo < hi:
        mid = (lo + hi) // 2
        yield from tree(lo, mid)
        yield mid
        yield from tree(mid + 1, hi)
def walk(n):
    last, ok = -1, 0
    for v in tree(0, n):
        ok += v == last + 1
        last = v
    return ok, last
print(walk(300), walk(1), walk(0))
def stop_inside(n):
    def bad(k):
        yield 1
        if k % 2: raise StopIteration('mine')
        yield 2
    c = {}
    for k in range(n):
        try: r = sum(bad(k))
        except RuntimeError as e: r = str(e), type(e.__cause__).__name__, e.__cause__.value
        c[r] = c.get(r, 0) + 1
    return c
print(stop_inside(100))
def reentrant(n):
    def g():
        while True:
            try: next(me[0])
            except ValueError as e: yield str(e)
    me = [None]
    me[0] = g()
    return {next(me[0]) for _ in range(n)}
print(reentrant(60))
