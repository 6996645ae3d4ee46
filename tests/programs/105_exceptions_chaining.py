# Exceptions: cause, context, suppression, notes, with_traceback, finally overriding.
def chain(e):
    out = []
    while e is not None:
        out.append(f'{type(e).__name__}({e})' + ('*' if e.__suppress_context__ else ''))
        e = e.__cause__ or e.__context__
    return ' <- '.join(out)
def run(f):
    try:
        print('result', f())
    except BaseException as e:
        print(chain(e))
def implicit():
    try:
        1 / 0
    except ZeroDivisionError:
        {}['k']
def explicit():
    try:
        1 / 0
    except ZeroDivisionError as e:
        raise ValueError('bad') from e
def suppressed():
    try:
        1 / 0
    except ZeroDivisionError:
        raise ValueError('bad') from None
def unrelated():
    raise ValueError('v') from KeyError('cause')
def from_class():
    raise ValueError from KeyError
def bad_cause():
    raise ValueError('v') from 5
def in_finally():
    try:
        raise KeyError('first')
    finally:
        raise ValueError('second')
import warnings
warnings.simplefilter('ignore')
exec('''def swallowed():
    try:
        raise KeyError('lost')
    finally:
        return 'returned'
def break_out():
    for i in range(3):
        try:
            raise KeyError(i)
        finally:
            break
    return i
''')
def deep():
    try:
        try:
            try:
                raise KeyError(1)
            except KeyError:
                raise ValueError(2)
        except ValueError:
            raise TypeError(3)
    except TypeError:
        raise RuntimeError(4)
def not_exception():
    raise 5
def not_class():
    raise int
def no_active():
    raise
def catch_bad():
    try:
        raise ValueError
    except 5:
        pass
def catch_tuple_bad():
    try:
        raise ValueError
    except (KeyError, 'x'):
        pass
for f in (implicit, explicit, suppressed, unrelated, from_class, bad_cause, in_finally, swallowed, break_out, deep,
          not_exception, not_class, no_active, catch_bad, catch_tuple_bad):
    run(f)
e = ValueError('noted')
e.add_note('first note')
e.add_note('second')
print(e.__notes__)
try:
    e.add_note(5)
except TypeError as t:
    print(t)
try:
    raise e
except ValueError as caught:
    print(caught is e, caught.__traceback__ is not None, caught.__notes__)
print(e.with_traceback(None) is e, e.__traceback__)
e1, e2 = ValueError(1), KeyError(2)
e1.__context__ = e2
e1.__cause__ = e2
print(e1.__suppress_context__, chain(e1))
e1.__cause__ = None
print(e1.__suppress_context__)
try:
    e1.__cause__ = 'x'
except TypeError as t:
    print(t)
try:
    e1.__context__ = 'x'
except TypeError as t:
    print(t)
try:
    e1.__traceback__ = 1
except TypeError as t:
    print(t)
print(ValueError(1, 2), repr(ValueError(1, 2)), repr(ValueError('a')), repr(ValueError()), str(ValueError()), KeyError('x'), KeyError(1, 2))
print(ValueError('a') == ValueError('a'), ValueError('q').args)
class E(Exception):
    def __str__(self): return 'custom str'
print(E(1), repr(E(1)), [E(2)])
def cycle():
    a = ValueError('a')
    try:
        try:
            raise a
        except ValueError:
            raise KeyError('b')
    except KeyError as k:
        try:
            raise a
        except ValueError as again:
            return again is a, a.__context__ is k, k.__context__
print(cycle())
import sys
def current():
    try:
        raise ValueError('now')
    except ValueError:
        t, v, tb = sys.exc_info()
        inner = (t.__name__, str(v), sys.exception() is v)
    return inner, sys.exc_info(), sys.exception()
print(current())
try:
    raise ValueError('x')
except ValueError as bound:
    pass
try:
    bound
except NameError as n:
    print(n)
