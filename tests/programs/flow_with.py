class M:
    def __init__(self, name, swallow=False): self.name, self.swallow = name, swallow
    def __enter__(self): print('+', self.name); return self.name
    def __exit__(self, t, v, tb):
        print('-', self.name, t and t.__name__, v, tb is not None); return self.swallow
def f(kind):
    for i in range(3):
        with M('a%d' % i) as a, M('b', kind == 'swallow') as b:
            if kind == 'return': return a, b
            if kind == 'break': break
            if kind == 'continue' and i < 2: continue
            if kind in ('raise', 'swallow'): raise ValueError(kind)
            print('body', i)
    else: print('else')
    return 'end'
for kind in 'return', 'break', 'continue', 'swallow', 'raise':
    try: print(f(kind))
    except ValueError as e: print('out', e, e.__context__)
class BadEnter(M):
    def __enter__(self): raise KeyError('enter')
class BadExit(M):
    def __exit__(self, *a): print('bad', a[0]); raise KeyError('exit')
try:
    with M('outer'), BadEnter('inner'): print('never')
except KeyError as e: print(repr(e))
for body in 0, 1:
    try:
        with BadExit('x'):
            if body: raise ValueError('body')
    except KeyError as e: print(repr(e), repr(e.__context__))
class Truth:
    def __bool__(self): raise OverflowError('truth')
class M2(M):
    def __exit__(self, *a): return Truth()
try:
    with M2('m'): 1 / 0
except OverflowError as e: print(repr(e), repr(e.__context__))
with M2('m'): pass
class Slots: pass
s = Slots(); d = {}
with M('attr') as s.x, M('item') as d['k'], M('ab') as (p, q): print(s.x, d, p, q)
def g():
    with M('gen') as m:
        try: yield m
        finally: print('cleanup')
it = g(); print(next(it)); it.close()
it = g(); next(it)
try: it.throw(KeyError('thrown'))
except KeyError as e: print(repr(e))
for bad in 5, Slots():
    try:
        with bad: pass
    except (AttributeError, TypeError) as e: print(type(e).__name__, e)
class Half:
    def __enter__(self): print('entered')
try:
    with Half(): pass
except (AttributeError, TypeError) as e: print(type(e).__name__, e)
h = Half(); h.__exit__ = lambda *a: None
try:
    with h: pass
except (AttributeError, TypeError) as e: print(type(e).__name__, e)
