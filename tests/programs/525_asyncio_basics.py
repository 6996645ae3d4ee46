# asyncio: tasks, gather, timeouts, queues, locks, cancellation, streams of results, exceptions.
import asyncio
log = []
async def work(n, d):
    await asyncio.sleep(d)
    log.append(n)
    return n * 10
async def main():
    print(await asyncio.gather(work(1, 0.6), work(2, 0.2), work(3, 0.4)), log)
    t = asyncio.create_task(work(4, 0), name='mytask')
    print(t.get_name(), t.done(), await t, t.done(), t.result())
    try:
        await asyncio.wait_for(asyncio.sleep(10), 0.01)
    except TimeoutError as e:
        print('timeout', repr(e))
    try:
        async with asyncio.timeout(0.01): await asyncio.sleep(5)
    except TimeoutError:
        print('timeout block')
    t = asyncio.create_task(asyncio.sleep(10))
    await asyncio.sleep(0)
    t.cancel('reason')
    try:
        await t
    except asyncio.CancelledError as e:
        print('cancelled', t.cancelled(), e.args)
    async def fails(): raise ValueError('in task')
    print(await asyncio.gather(fails(), work(5, 0), return_exceptions=True))
    try:
        await asyncio.gather(fails(), work(6, 0))
    except ValueError as e:
        print(e)
    try:
        async with asyncio.TaskGroup() as tg:
            a = tg.create_task(work(7, 0))
            b = tg.create_task(fails())
            c = tg.create_task(asyncio.sleep(10))
    except* ValueError as g:
        print('group', g.exceptions, a.result(), c.cancelled())
    async with asyncio.TaskGroup() as tg:
        rs = [tg.create_task(work(i, 0)) for i in range(3)]
    print([r.result() for r in rs])
    q = asyncio.Queue(2)
    got = []
    async def prod():
        for i in range(5): await q.put(i)
        await q.put(None)
    async def cons():
        while (x := await q.get()) is not None: got.append(x)
    await asyncio.gather(prod(), cons())
    print(got, q.empty())
    lock, order = asyncio.Lock(), []
    async def locked(n):
        async with lock:
            order.append(f'in{n}')
            await asyncio.sleep(0)
            order.append(f'out{n}')
    await asyncio.gather(*(locked(i) for i in range(3)))
    print(order)
    ev = asyncio.Event()
    async def waiter():
        await ev.wait()
        return 'woken'
    w = asyncio.create_task(waiter())
    await asyncio.sleep(0)
    ev.set()
    print(await w)
    sem = asyncio.Semaphore(1)
    async with sem: print(sem.locked())
    done, pending = await asyncio.wait([asyncio.create_task(work(8, 0)), asyncio.create_task(asyncio.sleep(5))], return_when=asyncio.FIRST_COMPLETED)
    print(len(done), len(pending), [p.cancel() for p in pending])
    res = []
    for f in asyncio.as_completed([work(1, 0.6), work(2, 0.0), work(3, 0.3)]): res.append(await f)
    print(res)
    loop = asyncio.get_running_loop()
    fut = loop.create_future()
    loop.call_soon(fut.set_result, 'future')
    print(await fut, fut.done())
    calls = []
    loop.call_later(0.01, calls.append, 'later')
    loop.call_soon(calls.append, 'soon')
    await asyncio.sleep(0.3)
    print(calls, await asyncio.to_thread(sum, [1, 2, 3]), await loop.run_in_executor(None, len, 'abc'))
    async def agen():
        for i in range(3):
            yield i
            await asyncio.sleep(0)
    print([x async for x in agen()], asyncio.current_task().get_name() != '', len(asyncio.all_tasks()) >= 1)
    shielded = asyncio.create_task(work(9, 0.2))
    try:
        await asyncio.wait_for(asyncio.shield(shielded), 0.001)
    except TimeoutError:
        print('shielded', await shielded)
    async def cleanup():
        try:
            await asyncio.sleep(10)
        finally:
            log.append('cleaned')
    t = asyncio.create_task(cleanup())
    await asyncio.sleep(0)
    t.cancel()
    await asyncio.gather(t, return_exceptions=True)
    print(log[-1])
    server = await asyncio.start_server(handle, '127.0.0.1', 0)
    r, w = await asyncio.open_connection(*server.sockets[0].getsockname())
    w.write(b'hello\n')
    await w.drain()
    print(await r.readline())
    w.close()
    server.close()
    return 'main done'
async def handle(r, w):
    w.write((await r.readline()).upper())
    await w.drain()
    w.close()
print(asyncio.run(main()))
try:
    asyncio.run(5)
except (TypeError, ValueError) as e:
    print(type(e).__name__, e)
async def boom(): raise KeyError('out')
try:
    asyncio.run(boom())
except KeyError as e:
    print(repr(e))
