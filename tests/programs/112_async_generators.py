# Async generators driven by hand: asend, athrow, aclose, comprehension, finalization.
class Suspend:
    def __init__(self, tag): self.tag = tag
    def __await__(self):
        return (yield self.tag)
def run(coro):
    trace = []
    try:
        v = coro.send(None)
        while True:
            trace.append(v)
            v = coro.send(f'r{len(trace)}')
    except StopIteration as e:
        return e.value, trace
    except StopAsyncIteration:
        return 'StopAsyncIteration', trace
async def numbers(n):
    for i in range(n):
        got = await Suspend(f's{i}')
        sent = yield i
        if sent is not None:
            print('sent', sent, got)
async def consume():
    return [x async for x in numbers(3)]
print(run(consume()))
async def sending():
    g = numbers(3)
    a = await g.asend(None)
    b = await g.asend('hello')
    c = await g.__anext__()
    try:
        await g.__anext__()
    except StopAsyncIteration:
        return a, b, c, 'end'
print(run(sending()))
async def robust():
    while True:
        try:
            yield 'ok'
        except ValueError as e:
            yield f'handled {e}'
async def throwing():
    g = robust()
    a = await anext(g)
    b = await g.athrow(ValueError('v'))
    await g.aclose()
    try:
        await anext(g)
    except StopAsyncIteration:
        return a, b, 'closed'
print(run(throwing()))
async def closing():
    try:
        yield 1
        yield 2
    finally:
        await Suspend('cleanup')
        print('finalized')
async def use_close():
    g = closing()
    print(await anext(g))
    await g.aclose()
    return await anext(g, 'default')
print(run(use_close()))
async def nested():
    async for x in numbers(2):
        async for y in numbers(2):
            if x != y:
                yield x, y
async def all_of():
    return [p async for p in nested()]
print(run(all_of()))
async def genexp():
    g = (x * 10 async for x in numbers(4) if x % 2)
    return [v async for v in g], type(g).__name__
print(run(genexp()))
async def setcomp():
    return {x async for x in numbers(2)}, {x: y async for x, y in nested()}
print(run(setcomp()))
async def inner_await():
    return [await Suspend(i) for i in range(2)]
print(run(inner_await()))
async def stop_inside():
    yield 1
    raise StopAsyncIteration
async def use_stop():
    try:
        return [x async for x in stop_inside()]
    except RuntimeError as e:
        return str(e)
print(run(use_stop()))
async def ignore_exit():
    try:
        yield 1
    except GeneratorExit:
        yield 2
async def use_ignore():
    g = ignore_exit()
    await anext(g)
    try:
        await g.aclose()
    except RuntimeError as e:
        return str(e)
print(run(use_ignore()))
g = numbers(1)
print(type(g).__name__, g.__name__, g.ag_running, g.ag_code.co_name, hasattr(g, '__anext__'))
try:
    for x in g: pass
except TypeError as e:
    print(e)
try:
    anext([])
except TypeError as e:
    print(e)
try:
    aiter([])
except TypeError as e:
    print(e)
async def concurrent():
    g = numbers(2)
    first = g.__anext__()
    first.send(None)
    second = g.__anext__()
    try:
        second.send(None)
    except RuntimeError as e:
        print(e)
    first.close()
run(concurrent())
async def early_return():
    yield 1
    return
    yield 2
async def consume2():
    return [x async for x in early_return()]
print(run(consume2()))
