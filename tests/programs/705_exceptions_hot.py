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
