def g(n):
    for i in range(n):
        r = yield i
        if r: print('got', r)
    return 'ret'
x = g(3); print(next(x), x.send('hi'), next(x));
try: next(x)
except StopIteration as e: print('stop', e.value)
def d():
    r = yield from g(2); print('r', r); yield 'end'
print(list(d()), list(i * 2 for i in range(3)), sum(i for i in range(10) if i % 2), [*g(2)], tuple(g(2)), dict((i, i) for i in g(2)))
def inf():
    i = 0
    while True:
        yield i
        i += 1
def take(n, it):
    for _, v in zip(range(n), it): yield v
print(list(take(5, inf())))
def t():
    try: yield 1
    except ValueError as e: print('caught', e); yield 'after'
    finally: print('fin')
x = t(); print(next(x), x.throw(ValueError('v')), next(x, 'exhausted'))
x = t(); next(x)
try: x.throw(KeyError('k'))
except KeyError as e: print('propagated', e)
def del_():
    try:
        yield from g(5)
    except RuntimeError as e: print('rt', e); yield 'handled'
x = del_(); print(next(x), x.throw(RuntimeError('r')), next(x, None))
def stop(): yield 1; raise StopIteration
try: list(stop())
except RuntimeError as e: print(e, repr(e.__cause__))
x = g(1); print(x, type(x), x.gi_running, x.gi_frame is not None) if False else None
try: g(1).send(5)
except TypeError as e: print(e)
def selfrun():
    try: next(me)
    except ValueError as e: print(e)
    yield
me = selfrun(); next(me)
def ret(): return 5; yield
try: next(ret())
except StopIteration as e: print(e.value)
def tree(t):
    if t:
        yield from tree(t[0]); yield t[1]; yield from tree(t[2])
print(list(tree(((None, 1, None), 2, (None, 3, None)))))
class It:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 3: raise StopIteration
        return self.n
print(list(It()), [*It()], max(It()), 2 in It(), sum(It()), list(zip(It(), It())), list(map(str, It())), dict.fromkeys(It()), sorted(It(), reverse=True))
class Seq:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 10
print(list(Seq()), 20 in Seq(), list(reversed([1, 2])), [v for v in Seq()])
print(list(iter(iter([1, 2, 3]).__next__, 3)), next(iter({}), 'none'), list(filter(lambda v: v > 1, It())), list(enumerate(It(), 5)))
a, *b = g(4); print(a, b); print(*g(3), sep='-', end='!\n')
def pipeline(src):
    for v in src:
        if v % 2: yield v * v
print(list(pipeline(pipeline(range(10)))))
def closing():
    try:
        while True: yield
    finally: print('closed')
c = closing(); next(c); c.close(); c.close(); print(next(c, 'dead'))
def ignore():
    try: yield 1
    except GeneratorExit: yield 2
i = ignore(); next(i)
try: i.close()
except RuntimeError as e: print(e)
gen = (x for x in [1, 2]); print(gen.__name__, gen.__qualname__, type(gen).__name__)
def two(): x = yield; y = yield x; return (x, y)
t2 = two(); next(t2); print(t2.send(1))
try: t2.send(2)
except StopIteration as e: print(e.value)
for bad in [lambda: next(5), lambda: iter(5), lambda: list(zip(1)), lambda: [*5], lambda: (yield_ for yield_ in 5)]:
    try: bad()
    except TypeError as e: print(e)
