# Coroutines driven by hand: await, __await__, return values, throw, close, errors.
class Suspend:
    def __init__(self, tag): self.tag = tag
    def __await__(self):
        got = yield self.tag
        return f'{self.tag}:{got}'
def drive(coro, *sends):
    try:
        print('yielded', coro.send(None))
        for s in sends:
            print('yielded', coro.send(s))
    except StopIteration as e:
        print('returned', e.value)
    except Exception as e:
        print('raised', repr(e))
async def simple():
    return 5
drive(simple())
async def chain():
    a = await Suspend('first')
    b = await inner('x')
    return a, b
async def inner(arg):
    return arg + await Suspend('second')
drive(chain(), 1, 2)
async def failing():
    await Suspend('before')
    raise ValueError('inside')
drive(failing(), None)
async def catches():
    try:
        await failing()
    except ValueError as e:
        return 'caught ' + str(e)
drive(catches(), None)
async def cleanup():
    try:
        await Suspend('wait')
    finally:
        print('cleaned')
c = cleanup()
c.send(None)
c.close()
c = cleanup()
c.send(None)
try:
    c.throw(KeyError('thrown'))
except KeyError as e:
    print('out', e)
class ACM:
    async def __aenter__(self):
        print('enter', await Suspend('aenter'))
        return 'managed'
    async def __aexit__(self, t, v, tb):
        print('exit', t and t.__name__, await Suspend('aexit'))
        return t is ValueError
async def managed(fail):
    async with ACM() as m:
        print('body', m)
        if fail:
            raise ValueError('suppressed')
    return 'after'
drive(managed(False), 1, 2)
drive(managed(True), 1, 2)
class AIter:
    def __init__(self, n): self.n = n
    def __aiter__(self): return self
    async def __anext__(self):
        if self.n == 0:
            raise StopAsyncIteration
        self.n -= 1
        await Suspend(f'next{self.n}')
        return self.n
async def loop():
    out = []
    async for x in AIter(3):
        out.append(x)
    else:
        out.append('else')
    return out
drive(loop(), 1, 2, 3)
async def comp():
    return [x async for x in AIter(2)], {x: await Suspend('v') async for x in AIter(1)}
drive(comp(), 1, 2, 3, 4)
def attempt(f):
    try:
        print(f())
    except BaseException as e:
        print(type(e).__name__, e)
async def bad_await(): await 5
async def bad_with():
    async with 5: pass
async def bad_for():
    async for x in [1]: pass
async def bad_iter():
    class B:
        def __aiter__(self): return 5
    async for x in B(): pass
async def bad_next():
    class B:
        def __aiter__(self): return self
        def __anext__(self): return 5
    async for x in B(): pass
async def bad_await2():
    class B:
        def __await__(self): return 5
    await B()
for f in (bad_await, bad_with, bad_for, bad_iter, bad_next, bad_await2):
    c = f()
    attempt(lambda: c.send(None))
c = simple()
attempt(lambda: iter(c))
c.close()
c = simple()
drive(c)
attempt(lambda: c.send(None))
c = simple()
attempt(lambda: c.send(1))
c.close()
async def stop():
    raise StopIteration('x')
attempt(lambda: stop().send(None))
import types
@types.coroutine
def gen_based():
    r = yield 'from generator'
    return r * 2
async def uses():
    return await gen_based()
drive(uses(), 21)
print(type(simple).__name__, simple.__code__.co_flags & 0x80 != 0)
import inspect
c = simple()
print(type(c).__name__, inspect.iscoroutine(c), inspect.iscoroutinefunction(simple), inspect.isawaitable(c), inspect.getcoroutinestate(c))
c.close()
print(inspect.getcoroutinestate(c), c.cr_await, c.cr_frame)
