def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
def drive(co, *sends):
    out, sends = [], list(sends)
    try:
        value = None
        while True:
            out.append(co.send(value)); value = sends.pop(0) if sends else None
    except StopIteration as e: out.append(('returned', e.value))
    except BaseException as e: out.append((type(e).__name__, str(e)))
    return out
class Wait:
    def __init__(self, v): self.v = v
    def __await__(self): got = yield self.v; return got
async def agen(n):
    try:
        for i in range(n):
            got = yield i
            if got is not None: print('got', got)
            await Wait(f'wait {i}')
    except ValueError as e: print('caught', e); yield 'from except'
    finally: print('finally'); await Wait('cleanup')
async def collect(it): return [x async for x in it]
print(drive(collect(agen(2))))
async def sending():
    g = agen(3); out = [await g.asend(None), await g.asend('hello'), await g.__anext__()]; await g.aclose(); return out
print(drive(sending()))
async def throwing():
    g = agen(3); await g.asend(None); r = await g.athrow(ValueError('thrown'))
    try: await g.__anext__()
    except StopAsyncIteration as e: return r, 'stopped', e.args
print(drive(throwing()))
async def comps():
    a = [x * 2 async for x in agen(2)]; b = {x async for x in agen(1)}; c = {x: y async for x in agen(1) for y in 'ab'}
    d = [x async for x in (y + 1 async for y in agen(2)) if x > 1]; e = [await Wait(i) for i in range(2)]; f = [await Wait(x) async for x in agen(1)]
    return a, b, c, d, e, f
print(drive(comps(), *range(100, 130)))
async def for_else(n, stop):
    g = agen(n)
    async for x in g:
        if x == stop: await g.aclose(); break
    else: return 'else'
    return 'broke'
print(drive(for_else(2, 5))); print(drive(for_else(2, 0)))
class Iter:
    def __init__(self, n): self.n = n
    def __aiter__(self): return self
    async def __anext__(self):
        if not self.n: raise StopAsyncIteration
        self.n -= 1; return await Wait(self.n) or self.n
print(drive(collect(Iter(2))))
class Bad1:
    def __aiter__(self): return 5
class Bad2:
    def __aiter__(self): return self
    def __anext__(self): return 5
class Bad3:
    def __aiter__(self): return self
    async def __anext__(self): raise ValueError('in anext')
for b in (Bad1(), Bad2(), Bad3(), 5, [1]): print(drive(collect(b)))
async def reraise():
    async def inner(): yield 1; raise StopIteration('inside')
    return [x async for x in inner()]
print(drive(reraise()))
async def reraise2():
    async def inner(): yield 1; raise StopAsyncIteration('inside')
    return [x async for x in inner()]
print(drive(reraise2()))
async def plain(): got = yield 1; print(got)
g = plain(); print(type(g).__name__, g.ag_running, g.ag_await, g.ag_frame is not None, g.ag_code.co_name, g.__name__, g.__qualname__, hasattr(g, '__next__'), g.__aiter__() is g)
s = g.asend(None); print(type(s).__name__, hasattr(s, '__await__'), iter(s) is s); t(s.send, None); t(s.send, None)
t(lambda: g.asend(5).send(None))
async def ignoring():
    try: yield 1
    except GeneratorExit: yield 2
async def close_it(): g = ignoring(); await g.__anext__(); await g.aclose()
print(drive(close_it()))
async def return_in(): 
    try: yield 1; return
    finally: print('return finally')
print(drive(collect(return_in())))
async def nested():
    async def a():
        async for x in agen(2): yield x * 10
    return [x async for x in a()]
print(drive(nested()))
async def with_in():
    class CM:
        async def __aenter__(self): print('aenter'); await Wait('e'); return 'value'
        async def __aexit__(self, *e): print('aexit', e[0] and e[0].__name__); await Wait('x'); return True
    async with CM() as v: yield v
    async with CM(): raise KeyError('swallowed')
    async with CM() as a, CM() as b: yield a + b
print(drive(collect(with_in())))
async def not_started(): g = agen(2); await g.aclose(); return 'closed', [x async for x in g]
print(drive(not_started()))
t(lambda: agen(1).__next__()); t(lambda: list(agen(1)))
async def gen_expr(): g = (i async for i in agen(1)); return type(g).__name__, [x async for x in g]
print(drive(gen_expr()))
try: agen(1).asend(1).send(None)
except TypeError as e: print(e)
async def exhaust():
    g = agen(0)
    for _ in range(2):
        try: await g.__anext__()
        except StopAsyncIteration: print('stop')
print(drive(exhaust()))
