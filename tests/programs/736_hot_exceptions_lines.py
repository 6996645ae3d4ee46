# Exceptions out of hot loops and callees: line numbers, names and locals of every frame of the traceback, chaining and context.
import traceback
def frames(e):
    return [(f.name, f.lineno) for f in traceback.extract_tb(e.__traceback__)]
def leaf(x, i):
    y = x - i
    z = 100 // y
    return z
def mid(x, i):
    t = 0
    for j in range(3):
        t += leaf(x, i)
    return t
def top(n, x):
    total = 0
    for i in range(n):
        total += mid(x, i)
    return total
for n, x in ((300, 299), (300, 150), (20, 5)):
    try: top(n, x)
    except ZeroDivisionError as e:
        print(frames(e))
        tb = e.__traceback__.tb_next
        while tb:
            print(tb.tb_frame.f_code.co_name, tb.tb_lineno, {k: v for k, v in sorted(tb.tb_frame.f_locals.items())})
            tb = tb.tb_next
def kinds(n):
    seen, d, l, o = {}, {1: 2}, [1, 2], object()
    for i in range(n):
        try:
            match i % 9:
                case 0: l[i + 2]
                case 1: d[i + 1]
                case 2: o.nothing
                case 3: undefined_name
                case 4: l + 1
                case 5: (
                    1
                    / 0)
                case 6: a, b = (1, 2, 3)
                case 7: raise ValueError(
                    i)
                case 8: int(
                    'x' + str(i % 2))
        except Exception as e:
            k = type(e).__name__, e.__traceback__.tb_lineno, e.__traceback__.tb_next is None
            seen[k] = seen.get(k, 0) + 1
    return seen
for k, v in kinds(270).items(): print(k, v)
def chained(n):
    c = {}
    for i in range(n):
        try:
            try: {}[i]
            except KeyError as e:
                if i % 3 == 0: raise ValueError('from') from e
                if i % 3 == 1: raise TypeError('implicit')
                raise OSError('none') from None
        except Exception as e:
            k = (type(e).__name__, type(e.__cause__).__name__, type(e.__context__).__name__, e.__suppress_context__, e.__context__.args[0] == i,
                 e.__traceback__.tb_lineno - e.__context__.__traceback__.tb_lineno)
            c[k] = c.get(k, 0) + 1
    return c
print(chained(240))
def reraise(n):
    lens = {}
    def inner(i):
        try:
            return 1 // (i % 4)
        except ZeroDivisionError:
            i += 1
            raise
    for i in range(n):
        try: inner(i)
        except ZeroDivisionError as e:
            try: raise e
            except ZeroDivisionError as f:
                k = f is e, tuple((x.name, x.lineno) for x in traceback.extract_tb(f.__traceback__)), e.__context__
                lens[k] = lens.get(k, 0) + 1
    return lens
print(reraise(200))
def finally_order(n):
    log, c = [], 0
    for i in range(n):
        try:
            try:
                c += 1
                if i % 10 == 3: continue
                if i % 50 == 49: raise KeyError(i)
                if i == n - 2: break
            finally:
                c += 10
                if i % 40 == 7: log.append((i, c))
        except KeyError as e: log.append(e.args)
        else: c += 100
        finally: c += 1000
    try: e
    except NameError as x: log.append(str(x))
    return log, c, i
print(finally_order(250))
def return_in_finally(n):
    def g(i):
        while True:
            try:
                if i % 3 == 0: return 'try'
                if i % 3 == 1: raise ValueError
                break
            except ValueError: return 'except'
            finally: c[i % 3] += 1
        return 'after'
    c, r = [0] * 3, {}
    for i in range(n): r[g(i)] = r.get(g(i), 0) + 1
    return c, r
print(return_in_finally(300))
def last_iteration(n):
    l = list(range(n))
    i = s = 0
    try:
        while True:
            s += l[i]
            i += 1
    except IndexError as e: return i, s, str(e), e.__traceback__.tb_lineno
print(last_iteration(10), last_iteration(1000))
