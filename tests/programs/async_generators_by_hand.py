# Asynchronous generators: their protocol driven by hand, and how they end.
def run(awaitable):
    try:
        it = awaitable.__await__()
        while True:
            print('waits for', it.send(None))
    except StopIteration as e:
        return e.value


def t(name, case):
    try:
        print(name, repr(case()))
    except BaseException as e:
        print(name, type(e).__name__, e, '|', repr(e.__context__))


class Wait:
    def __init__(self, name):
        self.name = name

    def __await__(self):
        got = yield self.name
        return self.name, got


async def numbers():
    try:
        got = yield 1
        print('got', got)
        print(await Wait('pause'))
        got = yield 2
        print('got', got)
    except ValueError as e:
        print('caught', e)
        yield 'from except'
    finally:
        await Wait('cleanup')
        print('finally')


g = numbers()
t('first', lambda: run(g.__anext__()))
t('send', lambda: run(g.asend('x')))
t('throw', lambda: run(g.athrow(ValueError('v'))))
t('end', lambda: run(g.__anext__()))
t('ended', lambda: run(g.__anext__()))
t('close ended', lambda: run(g.aclose()))
g = numbers()
t('fresh send', lambda: run(g.asend(1)))
t('fresh', lambda: run(g.asend(None)))
t('close', lambda: run(g.aclose()))
t('closed', lambda: run(g.__anext__()))
g = numbers()
t('close a fresh one', lambda: run(g.aclose()))
g = numbers()
t('throw into a fresh one', lambda: run(g.athrow(KeyError('k'))))


async def stubborn():
    try:
        yield 'still'
    except GeneratorExit:
        print('ignored')
    yield 'more'


g = stubborn()
run(g.__anext__())
t('ignores', lambda: run(g.aclose()))
t('goes on', lambda: run(g.__anext__()))


async def stops():
    yield 1
    raise StopAsyncIteration('inside')


async def stops_too():
    yield 1
    raise StopIteration('inside')


for make in stops, stops_too:
    g = make()
    run(g.__anext__())
    t(make.__name__, lambda: run(g.__anext__()))


async def collect(source):
    return [item async for item in source]


async def chosen(source):
    return {item: item * 2 async for item in source if item != 2}, {item async for item in count(3)}


async def count(n):
    for i in range(n):
        await Wait('tick %d' % i)
        yield i


t('list', lambda: run(collect(count(3))))
t('dict and set', lambda: run(chosen(count(4))))


async def lazy():
    it = (x * 10 async for x in count(2))
    print(type(it).__name__)
    return [y async for y in it]


t('expression', lambda: run(lazy()))


async def early():
    async for i in count(5):
        if i == 1:
            break
    else:
        print('never')
    async for i in count(1):
        pass
    else:
        print('else')
    return i


t('break', lambda: run(early()))
t('not async', lambda: run(collect([1, 2])))


class Odd:
    def __aiter__(self):
        return self

    def __anext__(self):
        return 5


class NoNext:
    def __aiter__(self):
        return 7


t('odd', lambda: run(collect(Odd())))
t('no next', lambda: run(collect(NoNext())))
async def kept():
    try:
        yield 1
        yield 2
    finally:
        print('kept done')


g = kept()
t('kept', lambda: run(g.__anext__()))
t('kept', lambda: run(g.__anext__()))
t('leaves', lambda: run(g.aclose()))
t('close kept', lambda: run(kept().aclose()))
g = kept()
print(g.ag_running, g.ag_await, g.ag_frame is None, g.ag_code.co_name, type(g).__name__)
a = g.asend(None)
t('await', lambda: a.send(None))
t('await twice', lambda: a.send(None))
t('close it', lambda: run(g.aclose()))
