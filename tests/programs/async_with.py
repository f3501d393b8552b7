def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
def drive(co):
    out = []
    try:
        while True: out.append(co.send(None))
    except StopIteration as e: out.append(('returned', e.value))
    except BaseException as e: out.append((type(e).__name__, str(e), repr(e.__context__)))
    return out
class Wait:
    def __init__(self, v): self.v = v
    def __await__(self): return (yield self.v)
class CM:
    def __init__(self, n, swallow=False, fail=None): self.n, self.swallow, self.fail = n, swallow, fail
    async def __aenter__(self):
        await Wait(f'enter {self.n}')
        if self.fail == 'enter': raise RuntimeError('enter failed')
        return self.n
    async def __aexit__(self, kind, value, tb):
        await Wait(f'exit {self.n} {kind and kind.__name__} {value} {tb is not None}')
        if self.fail == 'exit': raise RuntimeError('exit failed')
        return self.swallow
async def plain():
    async with CM('a') as x, CM('b'): await Wait(x)
    async with CM('c'): return 'in with'
async def error(**k):
    async with CM('a', **k): raise ValueError('body')
    return 'after'
async def loops():
    for i in range(3):
        async with CM(i):
            if i == 0: continue
            if i == 1: break
    else: return 'never'
    return 'broke'
async def nested():
    async with CM('outer', swallow=True):
        async with CM('inner', fail='exit'): raise ValueError('first')
    return 'swallowed'
async def target():
    d = {}
    async with CM('a') as d['k']: pass
    return d
async def unpack():
    async with CM('xy') as (a, b): return a, b
async def after(): 
    async with CM('t'): pass
    try:
        async with CM('u'): raise KeyError('k')
    except KeyError as e: return repr(e)
    finally: await Wait('finally')
async def mixed():
    class Sync:
        def __enter__(self): return 'sync'
        def __exit__(self, *e): return True
    with Sync() as s:
        async with CM('m') as m: raise ValueError((s, m))
    return 'ok'
async def in_finally():
    try: raise ValueError('v')
    finally:
        async with CM('f'): await Wait('in finally')
for co in (plain(), error(), error(swallow=True), error(fail='enter'), error(fail='exit'), loops(), nested(), unpack(), after(), mixed(), in_finally()): print(drive(co))
class NoExit:
    async def __aenter__(self): pass
class NoEnter:
    async def __aexit__(self, *e): pass
class SyncOnly:
    def __enter__(self): return 1
    def __exit__(self, *e): return False
class NotAwaitable:
    def __aenter__(self): return 5
    async def __aexit__(self, *e): pass
class NotAwaitableExit:
    async def __aenter__(self): return 5
    def __aexit__(self, *e): return 7
async def use(cm):
    async with cm as x: return x
async def use2(cm):
    async with cm as x: pass
async def raising(cm):
    async with cm: raise ValueError('body')
for c in (NoExit, NoEnter, SyncOnly, NotAwaitable, NotAwaitableExit): print(drive(use(c()))); print(drive(use2(c())))
print(drive(raising(NotAwaitableExit())))
def sync_use():
    with CM('x'): pass
t(sync_use)
async def close_inside():
    async with CM('closing'): await Wait('here')
c = close_inside(); print(c.send(None), c.send(None))
try: print(c.throw(KeyError('thrown')))
except KeyError as e: print(repr(e))
try: c.send(None)
except KeyError as e: print('out', e)
async def ordinary(): return await Wait('w')
c = ordinary(); print(c.send(None), c.cr_await is not None, c.cr_running, c.cr_frame.f_lineno > 0, c.cr_code.co_name); c.close(); print(c.cr_frame)
t(c.send, None)
