"""Hot loops that await coroutines and go over asynchronous generators."""
import asyncio


class Ready:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        return self.value
        yield


class Pause:
    def __await__(self):
        got = yield "pause"
        return got


async def add(a, b):
    return a + b


async def twice(n):
    return await add(n, n)


async def loop(n):
    s = 0
    for i in range(n):
        s += await twice(i)
        s -= await Ready(i)
    return s


def drive(coroutine):
    pauses = 0
    value = None
    while True:
        try:
            coroutine.send(value)
        except StopIteration as e:
            return pauses, e.value
        pauses += 1
        value = pauses


print(drive(loop(500)), drive(loop(501)))


async def pausing(n):
    s = 0
    for i in range(n):
        s += await Pause()
        if i % 3:
            s += await inner_pause(i)
    return s


async def inner_pause(i):
    x = await Pause()
    return x * i


print(drive(pausing(400)), drive(pausing(300)))


async def agen(n):
    for i in range(n):
        if i % 4 == 0:
            await Pause()
        yield i


async def over(n):
    s = 0
    async for x in agen(n):
        s += x
    s += len([x async for x in agen(n) if x & 1])
    return s


print(drive(over(500)))


async def failing(n):
    out = []
    for i in range(n):
        try:
            await maybe(i, n)
        except ValueError as e:
            out.append(str(e))
        finally:
            s = i
    return out, s


async def maybe(i, n):
    if i > n - 3:
        raise ValueError(f"no {i}")
    return i


print(drive(failing(300)))


async def main():
    async def worker(k):
        t = 0
        for i in range(50):
            t += await twice(i)
            if i % 10 == k:
                await asyncio.sleep(0)
        return t

    return sum(await asyncio.gather(*(worker(k) for k in range(8))))


print(asyncio.run(main()))


async def reused():
    c = add(1, 2)
    print(await c)
    try:
        await c
    except RuntimeError as e:
        print(e)


drive(reused())


def old_style(n):
    total = 0
    for i in range(n):
        total += (yield from sub(i))
    return total


def sub(i):
    x = yield i
    return (x or 0) + i


def drive_generator(g, values):
    got = [next(g)]
    for v in values:
        try:
            got.append(g.send(v))
        except StopIteration as e:
            return len(got), e.value
    g.close()
    return len(got), None


print(drive_generator(old_style(500), range(600)), drive_generator(old_style(500), range(400)))
