# throw() into a generator or coroutine while the caller handles another exception: the context is what the generator itself handles.
# close() is different: GeneratorExit is raised anew, so that the caller's exception is its context.
import sys
def g():
    while True:
        try: yield type(sys.exception()).__name__
        except RuntimeError as e: yield 'inside', type(e.__context__).__name__, type(sys.exception()).__name__
def thrown_in_handler(n):
    it, c = g(), {}
    next(it)
    for i in range(n):
        try:
            if i % 2: raise KeyError(i)
            r = next(it)
        except KeyError: r = it.throw(RuntimeError()) if i % 4 == 1 else next(it)
        c[r] = c.get(r, 0) + 1
    return c
print(thrown_in_handler(100))
def plain(n):
    c = {}
    for i in range(n):
        it = g()
        next(it)
        r = it.throw(RuntimeError())
        c[r] = c.get(r, 0) + 1
    return c
print(plain(50))
def handled_inside():
    try: raise OSError
    except OSError:
        try: yield 1
        except ValueError as e: yield type(e.__context__).__name__
def nested(n):
    c = {}
    for i in range(n):
        it = handled_inside()
        next(it)
        try: raise KeyError
        except KeyError: r = it.throw(ValueError())
        c[r] = c.get(r, 0) + 1
    return c
print(nested(50))
def delegating(): yield from g()
def outer(n):
    c = {}
    for i in range(n):
        it = delegating()
        next(it)
        try: raise LookupError
        except LookupError: r = it.throw(RuntimeError)
        c[r] = c.get(r, 0) + 1
    return c
print(outer(50))
def unhandled():
    yield 1
def escapes(n):
    c = {}
    for i in range(n):
        it = unhandled()
        if i % 2: next(it)
        try:
            try: raise KeyError
            except KeyError: it.throw(ValueError('thrown'))
        except ValueError as e: r = type(e.__context__).__name__, next(it, 'finished')
        c[r] = c.get(r, 0) + 1
    return c
print(escapes(50))
async def co():
    try: await Wait()
    except RuntimeError as e: return type(e.__context__).__name__
class Wait:
    def __await__(self): yield
def coroutines(n):
    c = {}
    for i in range(n):
        it = co()
        it.send(None)
        try: raise KeyError
        except KeyError:
            try: it.throw(RuntimeError())
            except StopIteration as e: r = e.value
        c[r] = c.get(r, 0) + 1
    return c
print(coroutines(50))
def closed(n):
    log = {}
    def h():
        try: yield 1
        except GeneratorExit as e: log[type(e.__context__).__name__] = log.get(type(e.__context__).__name__, 0) + 1
    for i in range(n):
        it = h()
        next(it)
        try: raise KeyError
        except KeyError: it.close()
    return log
print(closed(50))
