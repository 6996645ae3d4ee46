async def coroutine(x):
    await x
    async with a as b, c:
        return await b
    async for i in x:
        if i:
            break
    else:
        await y
    return [i async for i in x if await i]


async def generator():
    yield 1
    try:
        x = yield
    finally:
        await x


async def comprehensions(x):
    a = {i async for i in x}
    b = {i: await j for i in x async for j in i}
    c = (await i for i in x)
    d = [[j for j in await i] for i in x]
    return all(i async for i in x)
