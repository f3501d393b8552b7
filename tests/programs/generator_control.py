def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
def log(*a): print('  ', *a)
def g():
    try:
        x = yield 1; log('got', x)
        try: yield 2
        except ValueError as e: log('caught', e); yield 'handled'
        finally: log('inner finally')
        yield 3
    except GeneratorExit: log('closing'); raise
    finally: log('outer finally')
i = g(); print(next(i), i.send('sent'), i.throw(ValueError('thrown')), next(i)); t(next, i); t(next, i)
i = g(); next(i); i.close(); t(next, i); i.close(); i = g(); i.close(); t(next, i); i = g(); t(i.throw, KeyError('before start')); t(next, i); i = g(); t(i.send, 5); print(next(i))
i.close()
def stubborn():
    while True:
        try: yield 'again'
        except GeneratorExit: log('ignored')
        except KeyError: return 'ended'
i = stubborn(); next(i); t(i.close)
try: i.throw(KeyError('x'))
except StopIteration as e: print('value', e.value)
def returns(v): yield 1; return v
def delegate():
    r = yield from returns('r1'); log('r', r); r = yield from returns(None); log('r', r); r = yield from [10, 20]; log('r', r); return 'done'
i = delegate(); print(list(i))
def d2():
    try: yield from g()
    except BaseException as e: log('d2', type(e).__name__); raise
    finally: log('d2 finally')
i = d2(); print(next(i), i.send('through'), i.throw(ValueError('deep'))); i.close()
class Sub:
    def __iter__(self): return self
    def __next__(self): return 'sub next'
i = (lambda: (yield from Sub()))(); print(next(i), i.send(None)); t(i.send, 5); i = (lambda: (yield from Sub()))(); next(i); t(i.throw, ValueError('no throw')); i = (lambda: (yield from Sub()))(); next(i); i.close()
class Sub2(Sub):
    def send(self, v): return 'sent', v
    def throw(self, *a): return 'thrown', len(a) > 0
    def close(self): log('sub closed')
i = (lambda: (yield from Sub2()))(); print(next(i), i.send(5), i.throw(KeyError('k'))); i.close()
class BadClose(Sub):
    def close(self): log('bad close'); return 'ignored'
i = (lambda: (yield from BadClose()))(); next(i); t(i.close)
def stop(): raise StopIteration('inside'); yield
def stop2(): yield next(iter([]))
t(next, stop()); t(list, stop2()); t(lambda: [next(iter([])) for _ in 'a']); t(lambda: list(next(iter([])) for _ in 'a'))
def running(): yield next(me)
me = running(); t(next, me)
def fin():
    try: yield 1
    finally: yield 'in finally'
i = fin(); next(i); t(i.close); i = fin(); next(i); print(i.throw(ValueError('v'))); t(next, i)
def ret_fin():
    try: yield 1; return 'try'
    finally: log('fin')
i = ret_fin(); next(i); t(next, i)
def nested():
    def inner(): x = yield 'i1'; return x * 2
    a = yield from inner(); b = yield a; c = yield from inner(); return a, b, c
i = nested(); print(next(i), i.send(5), i.send('b'))
try: i.send(7)
except StopIteration as e: print(e.value)
i = g(); print(i.gi_running, i.gi_frame is not None, i.gi_code.co_name, i.gi_yieldfrom, i.__name__, i.__qualname__); i.__name__ = 'renamed'; print(i.__name__); t(setattr, i, '__name__', 5); i.close(); print(i.gi_frame)
i = delegate(); next(i); print(type(i.gi_yieldfrom).__name__, i.gi_frame.f_lineno > 0); i.close()
def exprs(): a = (yield) or 'default'; b = [(yield a), (yield)]; yield {'k': (yield b)}; yield (yield 'last')
i = exprs(); print([i.send(x) for x in (None, 'A', 'B', 'C', 'D', 'E', 'F')])
def lazy(): log('started'); yield
i = lazy(); log('made'); next(i)
def ctx():
    try: raise KeyError('handled outside')
    except KeyError: yield 'in except'; 
    try: yield 'after'
    except ValueError as e: yield repr(e.__context__)
i = ctx(); print(next(i), next(i), i.throw(ValueError('v')))
def reraises():
    try: yield 1
    except ValueError as e: raise TypeError('from gen') from e
i = reraises(); next(i)
try: i.throw(ValueError('orig'))
except TypeError as e: print(e, repr(e.__cause__), repr(e.__context__))
t(i.throw, 5) ; t(lambda: g().throw()); t(lambda: g().send()); t(lambda: iter(g).x); print(sum(x for x in range(5)), max((x, y) for x in 'ab' for y in range(2)), list(x for x in range(3) for _ in range(x)), [*(i for i in 'xy')], dict((k, v) for k, v in [(1, 2)]))
a = iter([1, 2, 3]); ge = (x * k for x in a if x != k for k in [10]) if False else (x * 2 for x in a); a = None; print(list(ge)); t(lambda: (x for x in 5)); n = 3; ge = (n for _ in range(2)); n = 'late'; print(list(ge))
def inf(): 
    n = 0
    while True: n += 1; yield n
from_inf = inf(); print([next(from_inf) for _ in range(3)], next(x for x in from_inf if x % 7 == 0), next(from_inf)); z = zip(inf(), 'abc'); print(list(z)); 
