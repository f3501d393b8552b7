import sys
def run(c):
    out = []
    try:
        v = None
        while True: v = c.send(v); out.append(v); v = ('sent', v)
    except StopIteration as e: return out, e.value
    except BaseException as e: return out, type(e).__name__, str(e)
class Aw:
    def __init__(self, v): self.v = v
    def __await__(self): return (yield self.v)
async def one(v): return await Aw(v)
print(run(one(1)))
async def many(): return [await one(i) for i in range(3)], {i: await one(i) for i in 'ab'}, [i async for i in agen(3) if await one(i)]
async def agen(n):
    for i in range(n):
        try: yield i
        finally: await one(('cleanup', i))
print(run(many()))
async def bad(v): return await v
class NotIter:
    def __await__(self): return 5
class Coro:
    def __await__(self): return one(3)
for v in 5, None, [1], NotIter(), (i for i in 'a'): print(run(bad(v)))
class CM:
    async def __aenter__(self): await Aw('enter'); return self
    async def __aexit__(self, t, v, tb): await Aw('exit'); return t is KeyError
async def cm(e):
    async with CM() as c:
        if e: raise e
        return 'returned'
    return 'after'
print(run(cm(None)), run(cm(KeyError('k'))), run(cm(ValueError('v'))))
async def wrong(x):
    async with x: pass
async def wrong_for(x):
    async for i in x: pass
class A1:
    def __aenter__(self): return 5
    def __aexit__(self, *a): return 6
class A2:
    def __aiter__(self): return 5
class A3:
    def __aiter__(self): return self
    def __anext__(self): return 5
for v in 5, A1(), A2(), A3(): print(run(wrong(v)), run(wrong_for(v)))
class It:
    def __init__(self): self.n = 0
    def __aiter__(self): return self
    async def __anext__(self):
        self.n += 1
        if self.n > 2: raise StopAsyncIteration
        await Aw(self.n); return self.n
async def loop():
    out = []
    async for x in It():
        if x == 1: continue
        out.append(x)
    else: out.append('else')
    return out
print(run(loop()))
def t(f, *a):
    try: print(f(*a))
    except BaseException as e: print(type(e).__name__, e)
c = one(1); t(c.send, 5); print(c.cr_frame is not None, c.cr_running, c.cr_await, c.__name__); c.send(None); print(type(c.cr_await).__name__); c.close(); t(c.send, None); t(next, c); t(iter, c)
c = one(2); c.send(None); t(c.throw, KeyError('thrown')); t(c.send, None); c.close()
async def reuse(): x = one(1); return await x, await x
print(run(reuse()))
async def drive():
    g = agen(3); out = [await g.__anext__()]
    try: out.append(await g.asend('v'))
    except StopAsyncIteration: pass
    try: out.append(await g.athrow(KeyError('at')))
    except KeyError as e: out.append(repr(e))
    await g.aclose()
    try: await g.__anext__()
    except StopAsyncIteration as e: out.append(repr(e))
    return out
print(run(drive()))
async def stop(): raise StopIteration(1)
print(run(stop()))
async def astop():
    raise StopAsyncIteration(1)
    yield
async def drive2():
    async for x in astop(): pass
print(run(drive2()))
async def ret():
    yield 1
    return
async def drive3(): return [x async for x in ret()], [[y async for y in agen(x)] async for x in agen(3)]
print(run(drive3()))
