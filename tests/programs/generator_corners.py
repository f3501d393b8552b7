# What generators do when they are closed, thrown into, resumed while they run, or left behind.
import gc, sys


def t(name, case):
    try:
        print(name, repr(case()))
    except BaseException as e:
        print(name, type(e).__name__, e, '|', repr(e.__context__), repr(e.__cause__))


def plain():
    yield 1
    return 2


def stubborn():
    for _ in range(3):
        try:
            yield 'still'
        except GeneratorExit:
            pass
    yield 'last'


def late():
    try:
        yield 1
    except GeneratorExit:
        return 'late'


def swaps():
    try:
        yield 1
    finally:
        raise KeyError('in finally')


def selfish():
    yield next(me)


g = plain()
t('send to a fresh one', lambda: g.send(5))
t('send None to it', lambda: g.send(None))
t('throw a class', lambda: g.throw(ValueError))
t('after that', lambda: next(g))
t('throw into an ended one', lambda: g.throw(ValueError('v')))
t('close an ended one', lambda: g.close())
g = plain()
t('throw into a fresh one', lambda: g.throw(ValueError('fresh')))
t('and next', lambda: next(g))
g = plain()
t('throw what is none', lambda: g.throw(5))
t('throw a str', lambda: g.throw('text'))
t('still fresh', lambda: next(g))
t('end', lambda: next(g))
g = stubborn()
next(g)
t('ignores exit', lambda: g.close())
t('goes on', lambda: next(g))
t('throws exit', lambda: g.throw(GeneratorExit))
del g
g = late()
next(g)
t('close that returns', lambda: g.close() is None or 'value')
g = swaps()
next(g)
t('close that raises', lambda: g.close())
me = selfish()
t('itself', lambda: next(me))
t('itself again', lambda: next(me))


def stops():
    yield 1
    raise StopIteration('inside')


g = stops()
next(g)
t('StopIteration inside', lambda: next(g))


def wraps(inner):
    try:
        got = yield from inner
        print('got', got)
    except ValueError as e:
        print('outer caught', e)
        yield 'after'
    finally:
        print('outer done')


g = wraps(plain())
t('first', lambda: next(g))
t('second', lambda: next(g))
g = wraps(plain())
next(g)
t('throw through', lambda: g.throw(ValueError('through')))
t('close', lambda: g.close())


class Sub:
    def __iter__(self):
        return self

    def __next__(self):
        return 'item'


g = wraps(Sub())
t('item', lambda: next(g))
t('send to what has none', lambda: g.send(1))
g = wraps(Sub())
next(g)
t('throw to what has none', lambda: g.throw(ValueError('none')))
t('over', lambda: g.close())


class Full(Sub):
    def send(self, value):
        return ('sent', value)

    def throw(self, kind, value=None, traceback=None):
        return ('thrown', kind if isinstance(kind, type) else type(kind))

    def close(self):
        print('inner closed')


g = wraps(Full())
next(g)
t('sent', lambda: g.send(3))
t('thrown', lambda: g.throw(KeyError('k')))
t('closed', lambda: g.close())


def depth():
    print(sys.exc_info()[0])
    try:
        raise IndexError('in generator')
    except IndexError:
        yield sys.exc_info()[0]
        print(sys.exc_info()[0])
    yield sys.exc_info()[0]


g = depth()
try:
    raise LookupError('outside')
except LookupError:
    print(next(g), sys.exc_info()[0])
    print(next(g), sys.exc_info()[0])
print(sys.exc_info())
g = plain()
print(g.gi_running, g.gi_frame is None, g.gi_yieldfrom, g.gi_code.co_name, g.__name__, g.__qualname__)
g.__name__, g.__qualname__ = 'other', 'q.other'
print(g.__name__, g.__qualname__, type(g).__name__)
t('name', lambda: setattr(g, '__name__', 5))
list(g)
print(g.gi_frame)
print(next(g, 'default'))
def inner_context():
    try:
        yield
    except RuntimeError as e:
        raise KeyError('changed') from e
g = inner_context()
next(g)
t('changed', lambda: g.throw(RuntimeError('first')))
print([*(x for x in range(5) if x % 2)], *(y * 2 for y in 'ab'), sum(i for i in range(10)))
t('lazy', lambda: (1 // 0 for _ in [1]).__next__())
t('iterable at once', lambda: (x for x in 5))
