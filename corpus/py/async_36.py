"""Coroutines, asynchronous generators and comprehensions: 3.6 and later."""
import asyncio
import types


async def coroutine(x):
    """Docstring."""
    await x
    return await x.method(await x)


async def generator(n):
    for i in range(n):
        yield i
        await asyncio.sleep(0)
    received = yield
    yield received


async def loops(source):
    async for item in source:
        if item:
            continue
        break
    else:
        return None
    async for a, (b, *c) in source:
        try:
            await a
        finally:
            await b
    return [x async for x in source], {x async for x in source if x}, {x: await x async for x in source}


async def managed(a, b):
    async with a as x, b:
        with x:
            return x
    async with b:
        await a


async def comprehended(xs):
    gen = (await x for x in xs)
    return [await x for x in xs], gen, [y for x in xs for y in x if await y]


@types.coroutine
def old_style(x):
    result = yield from x
    return result


async def nested():
    async def inner(f=lambda: None):
        return await f()
    try:
        return await inner()
    except asyncio.CancelledError:
        raise
    finally:
        await asyncio.sleep(1)
