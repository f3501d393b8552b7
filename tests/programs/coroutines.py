class Aw:
    def __init__(self, v): self.v = v
    def __await__(self):
        r = yield self.v
        return ('resumed', r)
async def leaf(x):
    return await Aw(x)
async def main():
    a = await leaf(1); b = await leaf(2); return a, b
def run(c, vals=()):
    out = []; send = None
    try:
        while True:
            out.append(c.send(send)); send = 's%d' % len(out)
    except StopIteration as e: return out, e.value
print(run(main()))
async def agen():
    for i in range(3):
        yield i
        await Aw('in%d' % i)
async def consume():
    r = []
    async for v in agen(): r.append(v)
    else: r.append('else')
    return r, [v async for v in agen()], {v: 1 async for v in agen() if v}, [await leaf(v) for v in (1,)]
print(run(consume()))
class ACtx:
    async def __aenter__(self): print('aenter'); await Aw('e'); return 'ctx'
    async def __aexit__(self, *a): print('aexit', a[0]); return True
async def w():
    async with ACtx() as c: print(c); raise ValueError('x')
    return 'ok'
print(run(w()))
async def bad():
    await 5
try: run(bad())
except TypeError as e: print(e)
async def bad2():
    async for x in [1]: pass
try: run(bad2())
except TypeError as e: print(e)
async def bad3():
    async with 5: pass
try: run(bad3())
except Exception as e: print(type(e).__name__, e)
class AIt:
    def __init__(self): self.n = 0
    def __aiter__(self): return self
    async def __anext__(self):
        self.n += 1
        if self.n > 2: raise StopAsyncIteration
        return self.n
async def it(): return [v async for v in AIt()]
print(run(it()))
c = main(); print(type(c).__name__, c.__name__, type(agen()).__name__); c.close()
async def throwing():
    try: await Aw(1)
    except ValueError as e: return 'caught %s' % e
t = throwing(); t.send(None)
try: t.throw(ValueError('v'))
except StopIteration as e: print(e.value)
async def ag2():
    try:
        x = yield 1; print('x', x); yield 2
    finally: print('ag fin')
async def drive():
    g = ag2(); print(await g.asend(None), await g.asend('S'))
    try: await g.__anext__()
    except StopAsyncIteration: print('stop')
    g = ag2(); await g.__anext__(); await g.aclose()
    g = ag2(); await g.__anext__()
    try: await g.athrow(KeyError('k'))
    except KeyError as e: print('ke', e)
run(drive())
async def nested():
    async def inner(): return 5
    return await inner() + sum([await inner() for _ in range(2)])
print(run(nested()))
try:
    x = main(); x.close(); x.send(None)
except RuntimeError as e: print(e)
