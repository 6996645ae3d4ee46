# Generators: send, throw, close, return values, yield from, state, errors.
def echo():
    received = None
    while True:
        try:
            received = yield received
        except ValueError as e:
            received = f'caught {e}'
g = echo()
print(next(g), g.send('a'), g.send('b'), g.throw(ValueError('v')), g.send('c'))
g.close()
try:
    next(g)
except StopIteration as s:
    print('stopped', s.value)
def ret():
    yield 1
    return 'value'
g = ret()
next(g)
try:
    next(g)
except StopIteration as s:
    print(s.value, s.args)
def cleanup():
    try:
        yield 1
        yield 2
    except GeneratorExit:
        print('exit')
        raise
    finally:
        print('finally')
g = cleanup()
next(g)
print(g.close())
g = cleanup()
print(g.close(), list(g))
def returns_on_close():
    try:
        yield 1
    except GeneratorExit:
        return 'closed value'
g = returns_on_close()
next(g)
print(g.close())
def ignores():
    try:
        yield 1
    except GeneratorExit:
        yield 2
g = ignores()
next(g)
try:
    g.close()
except RuntimeError as e:
    print(e)
def attempt(f):
    try:
        print(f())
    except BaseException as e:
        print(type(e).__name__, e)
attempt(lambda: echo().send(1))
attempt(lambda: echo().throw(KeyError('unstarted')))
attempt(lambda: echo().throw(ValueError))
attempt(lambda: echo().throw(5))
def stops():
    yield 1
    raise StopIteration('inner')
attempt(lambda: list(stops()))
def reenter():
    yield next(me)
me = reenter()
attempt(lambda: next(me))
def inner():
    x = yield 'i1'
    print('inner got', x)
    try:
        y = yield 'i2'
    except KeyError as e:
        print('inner caught', e)
        y = yield 'i3'
    return ('inner result', y)
def outer():
    r = yield from inner()
    print('outer got', r)
    yield from [10, 20]
    yield from range(2)
    return 'outer done'
g = outer()
print(next(g), g.send('X'), g.throw(KeyError('K')), g.send('Y'), next(g), next(g), next(g))
attempt(lambda: next(g))
def delegate_list():
    yield from [1, 2]
g = delegate_list()
next(g)
attempt(lambda: g.send(5))
g = delegate_list()
next(g)
attempt(lambda: g.throw(ValueError('into list')))
def close_chain():
    try:
        yield from cleanup()
    finally:
        print('outer finally')
g = close_chain()
next(g)
g.close()
class Iter:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 2: raise StopIteration('iter value')
        return self.n
    def send(self, v): return f'sent {v}'
    def throw(self, *a): return f'thrown {a[0].__name__ if isinstance(a[0], type) else a[0]!r}'
    def close(self): print('iter closed')
def d():
    return (yield from Iter())
g = d()
print(next(g), g.send('z'), g.throw(KeyError('q')))
g.close()
g = d()
print(next(g), next(g))
attempt(lambda: next(g))
print(g.gi_frame, g.gi_running, g.gi_code.co_name, g.__name__)
def lazy():
    print('started')
    yield
g = lazy()
print('created', g.gi_suspended, g.gi_yieldfrom)
next(g)
print(g.gi_suspended)
def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
from itertools import islice
print(list(islice(fib(), 15)), [x for x, _ in zip(fib(), range(5))])
def tree(n):
    if n:
        yield from tree(n - 1)
        yield n
        yield from tree(n - 1)
print(list(tree(4)))
