# Exception state in hot loops: sys.exception, nested handlers, tracebacks kept from several iterations, frames' locals at the raise.
import sys, traceback
def state(n):
    c = {}
    for i in range(n):
        before = sys.exception()
        try:
            try: {}['a' * (i % 3)]
            except KeyError as e:
                inner = sys.exception() is e
                try: raise ValueError(i)
                except ValueError: both = type(sys.exception()).__name__
                after_inner = sys.exception() is e
                if i % 4 == 0: raise
        except KeyError as e: outer = sys.exception() is e, e.args
        else: outer = None
        k = before, inner, both, after_inner, outer, sys.exception()
        c[str(k)] = c.get(str(k), 0) + 1
    return c
for k, v in state(240).items(): print(v, k)
def kept(n):
    errs = []
    def thrower(a):
        b = a * 2
        c = [a]
        if a % 60 == 59: raise LookupError(a)
        c.append(b)
        return c
    for i in range(n):
        x = i * 10
        try: y = thrower(i)
        except LookupError as e: errs.append(e); x = -1
    return errs
errs = kept(300)
for e in errs:
    tb = e.__traceback__
    print(e, [(f.f_code.co_name, no - f.f_code.co_firstlineno) for f, no in traceback.walk_tb(tb)], tb.tb_next.tb_frame.f_locals)
print({e.__traceback__.tb_frame for e in errs} == {errs[0].__traceback__.tb_frame}, errs[0].__traceback__.tb_frame.f_locals['i'])
def growing(n):
    e0, lens = ValueError('same'), []
    def again(): raise e0
    for i in range(n):
        try: again()
        except ValueError as e:
            if i % 40 == 0: lens.append(len(list(traceback.walk_tb(e.__traceback__))))
            if i % 60 == 59: e.__traceback__ = None
    return lens
print(growing(200))
def with_traceback(n):
    saved, out = None, set()
    for i in range(n):
        try:
            try: 1 / 0
            except ZeroDivisionError as e:
                saved = saved or e.__traceback__
                raise TypeError(i).with_traceback(saved if i % 2 else None) from None
        except TypeError as e: out.add((len(list(traceback.walk_tb(e.__traceback__))), e.__context__.__class__.__name__))
    return sorted(out)
print(with_traceback(100))
def notes_and_attributes(n):
    c = {}
    for i in range(n):
        try:
            try: int('x%d' % (i % 2))
            except ValueError as e:
                e.add_note(f'note {i % 3}')
                e.extra = i % 2
                raise
        except ValueError as f: k = f.__notes__[0], f.extra, str(f)
        c[k] = c.get(k, 0) + 1
    return c
print(notes_and_attributes(120))
def generator_context(n):
    def g():
        while True:
            try: yield type(sys.exception()).__name__
            finally: c['left'] = type(sys.exception()).__name__
    it, c = g(), {}
    next(it)
    for i in range(n):
        try:
            if i % 2: raise KeyError(i)
            r = next(it)
        except KeyError:
            r = next(it)
        c[r] = c.get(r, 0) + 1
    it.close()
    return c
print(generator_context(100))
def formatted(n):
    def a(x): return b(x) + 1
    def b(x):
        y = x - 50
        return 100 // y
    seen = {}
    for i in range(n):
        try: a(i % 51)
        except ZeroDivisionError: seen[''.join(line.split(',', 1)[-1] for line in traceback.format_exc().splitlines(True))] = i
    return seen
for text, i in formatted(160).items(): print(i, text)
class Custom(Exception):
    def __init__(self, a, b=0): super().__init__(a, b); self.a, self.b = a, b
    def __str__(self): return f'{self.a}/{self.b}'
class Sub(Custom): pass
def selection(n):
    c = {}
    target = (KeyError, Sub)
    for i in range(n):
        try:
            match i % 5:
                case 0: raise Custom(i % 3)
                case 1: raise Sub(1, b=i % 2)
                case 2: raise KeyError
                case 3: raise Sub
                case 4: raise 'not an exception' if i < 200 else Custom
        except target as e: k = 'target', type(e).__name__, str(e)
        except Custom as e: k = 'custom', str(e)
        except TypeError as e: k = 'type', str(e)
        except LookupError as e: k = 'lookup', str(e)
        if i == 100: target = Custom
        if i == 150: target = ()
        c[k] = c.get(k, 0) + 1
    return c
for k, v in selection(300).items(): print(v, k)
def bad_except(n):
    c, what = {}, ValueError
    for i in range(n):
        try:
            try: raise ValueError(i)
            except what: k = 'caught'
        except TypeError as e: k = str(e), type(e.__context__).__name__
        except ValueError: k = 'outer'
        if i == 50: what = 'string'
        if i == 100: what = (KeyError, int)
        if i == 130: what = KeyError
        if i == 160: what = (KeyError, (OSError, ValueError))
        c[k] = c.get(k, 0) + 1
    return c
print(bad_except(200))
