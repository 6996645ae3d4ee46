# with and try statements in hot loops: exits that swallow or raise, managers changed mid-loop, ExitStack, contextlib, nested finally.
import contextlib, io, traceback
class M:
    log = {}
    def __init__(self, swallow=False, fail=None): self.swallow, self.fail = swallow, fail
    def __enter__(self):
        if self.fail == 'enter': raise OSError('enter')
        return self
    def __exit__(self, t, v, tb):
        k = t.__name__ if t else None
        M.log[k] = M.log.get(k, 0) + 1
        if self.fail == 'exit': raise LookupError('exit') from v
        return self.swallow
def basic(n):
    M.log, c = {}, [0] * 6
    for i in range(n):
        try:
            with M(swallow=i % 4 == 0, fail=('exit' if i % 7 == 0 else 'enter' if i % 11 == 0 else None)) as m:
                c[0] += 1
                if i % 3 == 0: raise ValueError(i)
                if i % 5 == 0: continue
                if i == n - 2: break
                c[1] += 1
        except ValueError as e: c[2] += 1
        except OSError: c[3] += 1
        except LookupError as e: c[4] += 1 + (e.__cause__ is not None) * 1000
        else: c[5] += 1
    return c, M.log, i
print(basic(500))
def replaced_exit(n):
    class K:
        def __enter__(self): return 1
        def __exit__(self, *a): return False
    k, t, caught = K(), 0, 0
    for i in range(n):
        try:
            with k as v:
                t += v
                if i % 10 == 9: raise KeyError(i)
        except KeyError: caught += 1
        if i == 100: K.__exit__ = lambda self, *a: True
        if i == 150: K.__enter__ = lambda self: 1000
        if i == 200: K.__exit__ = lambda self, *a: 'truthy' if a[0] else 0
        if i == 250: del K.__exit__
        if i == 250:
            try:
                with k: pass
            except TypeError as e: msg = str(e).endswith('(missed __exit__ method)')
            K.__exit__ = lambda self, t, v, tb: v and v.args[0] % 20 == 9
    return t, caught, msg
print(replaced_exit(400))
@contextlib.contextmanager
def scope(name, log):
    log.append(('in', name))
    try: yield name * 2
    except ZeroDivisionError as e: log.append(('caught', str(e)))
    finally: log.append(('out', name))
def managers(n):
    c = {}
    for i in range(n):
        log = []
        try:
            with scope(i % 3, log) as a, scope(a + 1, log) as b:
                r = 10 // (b % 5 - 2)
                if i % 6 == 5: raise KeyError('k')
                log.append(r)
        except KeyError as e: log.append('key')
        c[tuple(log)] = c.get(tuple(log), 0) + 1
    return c
for k, v in managers(120).items(): print(v, k)
def stacks(n):
    order = []
    for i in range(n):
        with contextlib.ExitStack() as st:
            l = []
            for j in range(i % 4): st.callback(l.append, j)
            m = st.enter_context(M(swallow=True))
            if i % 3 == 0: raise RuntimeError
            l.append('end')
        with contextlib.suppress(KeyError, IndexError): l.append({}[i] if i % 2 else [][i])
        if i % 25 == 0: order.append(l)
    return order
print(stacks(120))
def output(n):
    total = 0
    for i in range(n):
        buf = io.StringIO()
        with contextlib.redirect_stdout(buf), contextlib.closing(io.StringIO()) as other:
            print(i, end=';')
            other.write('x')
        total += len(buf.getvalue()) + other.closed
    return total
print(output(150))
def nested_finally(n):
    log, c = [], 0
    for i in range(n):
        try:
            try:
                try:
                    if i % 4 == 0: raise ValueError(i)
                    if i % 9 == 0: raise KeyError(i)
                    c += 1
                finally:
                    c += 10
                    if i % 40 == 20: raise OSError(i)
            except ValueError: c += 100
            else: c += 1000
            finally:
                c += 10000
                if i % 50 == 17: continue
        except (KeyError, OSError) as e:
            log.append((type(e).__name__, e.args[0], type(e.__context__).__name__)) if i % 20 == 0 or i < 30 else None
    return c, log
print(nested_finally(300))
def returns(n):
    def f(i):
        for k in range(5):
            with M() as m:
                try:
                    if k == i % 6: return 'with', k
                finally:
                    if i % 13 == 0 and k == 2: return 'finally', k
        return 'end', k
    c = {}
    for i in range(n): c[f(i)] = c.get(f(i), 0) + 1
    return c
M.log = {}
print(returns(200), M.log)
def lines(n):
    seen = {}
    for i in range(n):
        try:
            with M(fail='exit' if i % 3 == 1 else None):
                x = i
                y = 1 // (x % 2)
                z = [][x] if i % 3 == 2 else 0
        except Exception as e:
            k = [(f.name, f.lineno) for f in traceback.extract_tb(e.__traceback__)], type(e.__context__).__name__
            seen[str(k)] = seen.get(str(k), 0) + 1
    return seen
print(lines(120))
def groups(n):
    c = {}
    for i in range(n):
        try:
            try: raise ExceptionGroup('g', [ValueError(i % 3), TypeError('t'), KeyError('k')][:i % 3 + 1])
            except* ValueError as g: c['v'] = c.get('v', 0) + len(g.exceptions)
            except* TypeError: c['t'] = c.get('t', 0) + 1
        except ExceptionGroup as e: c[repr(e)] = c.get(repr(e), 0) + 1
    return c
print(groups(150))
