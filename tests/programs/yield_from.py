def t(f, *a):
    try: print(f(*a))
    except BaseException as e: print(type(e).__name__, e, repr(e.__context__), repr(e.__cause__))
def inner():
    try:
        while True:
            try: print('got', (yield 'inner'))
            except KeyError as e: print('inner caught', e)
    finally: print('inner closed')
def outer():
    try: r = yield from inner(); print('result', r)
    except ValueError as e: print('outer caught', e); yield 'after'
    return 'done'
g = outer(); print(next(g), g.send(1), g.throw(KeyError('k')), g.throw(ValueError('v'))); t(next, g)
g = outer(); next(g); g.close(); t(next, g); t(g.send, None); t(g.send, 1)
g = outer(); t(g.send, 1); t(g.throw, KeyError('early')); t(next, g)
def returns():
    x = yield from sub(); return x + 1
def sub():
    y = yield 1; return y * 2
g = returns(); next(g)
try: g.send(20)
except StopIteration as e: print(e.value, e.args)
class Plain:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self): self.n += 1; return self.n
def plain(): yield from Plain()
g = plain(); print(next(g), next(g)); t(g.send, 5); t(next, g)
g = plain(); next(g); t(g.throw, KeyError('t')); g = plain(); next(g); g.close()
class Full(Plain):
    def send(self, v): return 'send', v
    def throw(self, *a): return 'throw', len(a) > 0
    def close(self): print('close called')
g = (lambda: (yield from Full()))(); print(next(g), g.send(7), g.throw(KeyError)); g.close()
class NoThrow(Plain):
    @property
    def throw(self): raise OSError('throw attr')
g = (lambda: (yield from NoThrow()))(); next(g); t(g.throw, KeyError('x'))
def ignoring():
    for i in range(2):
        try: yield 1
        except GeneratorExit: print('ignored')
g = ignoring(); next(g); t(g.close); t(next, g)
def stops(): yield 1; raise StopIteration(5)
g = stops(); next(g); t(next, g)
def stop_from_sub(): yield from iter([next(iter([]))])
t(next, stop_from_sub())
def cause():
    try: yield
    except KeyError as e: raise ValueError('new') from e
g = cause(); next(g); t(g.throw, KeyError('old'))
def own():
    yield next(me)
me = own(); t(next, me)
g = inner(); t(g.throw, 5); g = inner(); t(g.throw, KeyError); 
print(g.gi_frame is None, g.gi_running, g.gi_yieldfrom, g.gi_code.co_name, g.__name__, g.__qualname__)
g = outer(); next(g); print(g.gi_yieldfrom.__name__, g.gi_frame.f_lineno, g.gi_frame.f_code.co_name); g.__name__ = 'n'; print(g.__name__); g.close()
def deep(n):
    if n: return (yield from deep(n - 1))
    got = yield 'bottom'; return got
g = deep(200); print(next(g))
try: g.send('up')
except StopIteration as e: print(e.value)
def with_return():
    try: yield 1
    finally: return 'swallowed'
g = with_return(); next(g); t(g.throw, KeyError); g = with_return(); next(g); print(g.close())
print([*(lambda: (yield from [1, (yield 2), 3]))()])
