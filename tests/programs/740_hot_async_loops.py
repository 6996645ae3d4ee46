# Coroutines, async generators and async with/for stepped from hot loops, with and without asyncio.
import asyncio, types
def run(coro):
    steps = 0
    try:
        while True: coro.send(None); steps += 1
    except StopIteration as e: return e.value, steps
@types.coroutine
def pause(v):
    r = yield v
    return r
async def add(a, b): return a + b
async def chain(n):
    s, out = 0, []
    for i in range(n):
        s = await add(s, i)
        if i % 3 == 0: await pause(i)
        if i == n // 2: s = float(s)
        if i % 60 == 0: out.append(s)
    return out
print(run(chain(300)))
class Ctx:
    log = 0
    def __init__(self, swallow): self.swallow = swallow
    async def __aenter__(self): Ctx.log += 1; return self
    async def __aexit__(self, t, v, tb):
        Ctx.log += 1000
        await pause(0)
        return self.swallow
async def contexts(n):
    caught = 0
    for i in range(n):
        try:
            async with Ctx(i % 2 == 0) as c, Ctx(False):
                if i % 5 == 0: raise ValueError(i)
                if i % 7 == 0: continue
                await pause(i)
        except ValueError as e: caught += e.args[0]
    return caught, Ctx.log
print(run(contexts(200)))
class Count:
    def __init__(self, n): self.i, self.n = 0, n
    def __aiter__(self): return self
    async def __anext__(self):
        if self.i >= self.n: raise StopAsyncIteration
        self.i += 1
        if self.i % 4 == 0: await pause(self.i)
        return self.i
async def agen(n):
    try:
        for i in range(n):
            got = yield i
            if got: yield -got
    finally: closed.append(n)
closed = []
async def loops(n):
    s = t = 0
    async for v in Count(n):
        if v % 10 == 0: continue
        s += v
        if v == n - 1: break
    else: s = 'else'
    async for v in Count(5): pass
    else: t = 'else'
    g = agen(n)
    async for v in g:
        if v % 50 == 20: t2 = await g.asend(7); s += t2
        if v > n - 10: break
    await g.aclose()
    return s, t, v, closed
print(run(loops(200)))
def by_hand(n):
    async def echo():
        x, total = None, 0
        while True:
            try: x = await pause(total)
            except KeyError as e: total = -1; continue
            if x is None: return 'end', total
            total += x
    c = echo()
    out = [c.send(None)]
    for i in range(n):
        r = c.throw(KeyError(i)) if i % 50 == 49 else c.send(i)
        if i % 25 == 24: out.append(r)
    try: c.send(None)
    except StopIteration as e: out.append(e.value)
    return out
print(by_hand(200))
async def worker(q, name, out):
    while (item := await q.get()) is not None:
        out.append((name, item * 2))
        if item % 5 == 0: await asyncio.sleep(0)
    return name
async def queues(n):
    q, out = asyncio.Queue(maxsize=7), []
    tasks = [asyncio.create_task(worker(q, k, out)) for k in 'ab']
    for i in range(n): await q.put(i)
    for _ in tasks: await q.put(None)
    names = await asyncio.gather(*tasks)
    return names, len(out), sum(v for k, v in out), sorted(v for k, v in out) == [2 * i for i in range(n)]
print(asyncio.run(queues(150)))
async def fails(i):
    if i % 4 == 1: raise ValueError(i)
    await asyncio.sleep(0)
    if i % 4 == 2: raise KeyError(i)
    return i
async def gathered(n):
    c = {}
    for k in range(n // 10):
        for r in await asyncio.gather(*(fails(k * 10 + j) for j in range(10)), return_exceptions=True):
            name = type(r).__name__
            c[name] = c.get(name, 0) + (r if isinstance(r, int) else r.args[0])
    t = asyncio.create_task(asyncio.sleep(100))
    await asyncio.sleep(0)
    t.cancel()
    try: await t
    except asyncio.CancelledError: c['cancelled'] = t.cancelled()
    return c
print(asyncio.run(gathered(100)))
