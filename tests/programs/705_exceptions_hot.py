# Exceptions inside hot loops: raised rarely, often, in callees, with finally, re-raised, of changing types.
def rare(n):
    c = e = 0
    for i in range(n):
        try:
            c += 100 // (i % 50)
        except ZeroDivisionError:
            e += 1
    return c, e
print(rare(1000))
def often(n):
    kinds = {}
    data = [1, 'a', None, [], 2.5]
    for i in range(n):
        try:
            r = data[i % 7] + 1
        except (TypeError, IndexError) as ex:
            r = type(ex).__name__
        kinds[r] = kinds.get(r, 0) + 1
    return kinds
print(often(700))
def callee(i):
    if i % 10 == 3: raise ValueError(i)
    if i % 10 == 7: return [][i]
    return i
def caller(n):
    s = v = x = f = 0
    for i in range(n):
        try:
            s += callee(i)
        except ValueError as e:
            v += e.args[0]
        except IndexError:
            x += 1
        else:
            f += 1
        finally:
            f += 2
    return s, v, x, f
print(caller(1000))
def nested(n):
    log = [0] * 5
    for i in range(n):
        try:
            try:
                if i % 3 == 0: raise KeyError(i)
                log[0] += 1
            except KeyError:
                log[1] += 1
                if i % 2: raise ValueError from None
            finally:
                log[2] += 1
        except ValueError:
            log[3] += 1
            continue
        log[4] += 1
    return log
print(nested(600))
def stop_iteration(n):
    s = 0
    it = iter(())
    for i in range(n):
        try:
            s += next(it)
        except StopIteration:
            it = iter([1, 2, 3])
    return s
print(stop_iteration(500))
def deep(n):
    if n == 0: raise RuntimeError('bottom')
    try:
        deep(n - 1)
    finally:
        counts[0] += 1
counts = [0]
for _ in range(30):
    try:
        deep(20)
    except RuntimeError as e:
        pass
print(counts)
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
