# Exceptions inside hot loops: raised rarely, often, in callees, with finally, re-raised, of changing types: more.
def callee(i):
    if i % 10 == 3: raise ValueError(i)
    if i % 10 == 7: return [][i]
    return i
def attr(n):
    class A: pass
    a, hits = A(), 0
    for i in range(n):
        try:
            hits += a.x
        except AttributeError:
            if i == n // 2: a.x = 1
    return hits
print(attr(400))
def break_finally(n):
    out = 0
    for i in range(n):
        for j in range(10):
            try:
                if j == i % 10: break
                if j % 2: continue
                out += j
            finally:
                out += 1
    return out
print(break_finally(100))
def lookup(n):
    d, miss = {}, 0
    for i in range(n):
        try:
            d[i % 97] += 1
        except KeyError:
            miss += 1
            d[i % 97] = 1
    return miss, sum(d.values())
print(lookup(1000))
def traceback_len(n):
    total = 0
    for i in range(n):
        try:
            callee(3)
        except ValueError as e:
            tb, k = e.__traceback__, 0
            while tb: tb, k = tb.tb_next, k + 1
            total += k
    return total
print(traceback_len(200))
def context(n):
    depth = 0
    for i in range(n):
        try:
            try:
                raise KeyError(i)
            except KeyError:
                raise ValueError(i)
        except ValueError as e:
            depth += isinstance(e.__context__, KeyError) and e.__context__.args[0] == i
    return depth
print(context(200))
def overflow(n):
    r = 0
    for i in range(n):
        try:
            x = 10.0 ** (i % 400)
        except OverflowError:
            r += 1
    return r
print(overflow(800))
def with_loop(n):
    class C:
        def __enter__(self): return 1
        def __exit__(self, t, v, tb): return t is KeyError
    s = 0
    for i in range(n):
        with C() as c:
            s += c
            if i % 4 == 0: raise KeyError
            s += 10
    return s
print(with_loop(400))
