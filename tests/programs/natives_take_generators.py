def g(n, log=None):
    for i in range(n):
        try:
            yield i
        finally:
            if log is not None:
                log.append(i)
print(sum(g(10)), list(g(5)), tuple(g(3)), set(g(4)), sorted(g(4), reverse=True))
it = g(10)
print(any(x > 3 for x in it), next(it))
it = g(10)
print(all(x < 3 for x in it), list(it))
print(sum(x * 0.1 for x in g(10)), sum((x > 2 for x in g(9)), 5), sum([0.1] * 10), sum(0.1 for _ in range(10)))
print(sum((i if i % 2 else i + 0.5) for i in range(7)))
print(sum((10 ** 18 for i in range(20))))
def bad():
    yield 1
    yield 2
    yield "x"
    yield 3
it = bad()
try:
    sum(it)
except TypeError as e:
    print(e, next(it))
class N:
    def __init__(self, it): self.it = it
    def __radd__(self, o):
        try:
            print("radd", o, self.it.gi_running)
        except Exception as e:
            print(e)
        return 7
def withn():
    global me
    yield 1
    yield N(me)
    yield 2
me = None
me = withn()
print(sum(me))
def outer(n):
    yield 0
    yield from g(n)
    r = yield from inner()
    yield r
def inner():
    yield "i"
    return list(g(3))
print(list(outer(3)))
def nested(n):
    for i in range(n):
        yield sum(g(i)) + len(list(g(i)))
print(list(nested(6)))
def raising():
    yield 1
    yield 2
    raise KeyError("k")
try:
    list(raising())
except KeyError as e:
    print("KeyError", e, e.__traceback__.tb_next.tb_lineno)
def stop():
    yield 1
    raise StopIteration(5)
try:
    print(tuple(stop()))
except RuntimeError as e:
    print(e)
def exc():
    import sys
    try:
        raise ValueError("in")
    except ValueError:
        for i in range(3):
            yield sys.exc_info()[0].__name__
    yield sys.exc_info()[0]
try:
    1 / 0
except ZeroDivisionError:
    print(list(exc()))
log = []
print("".join(str(i) for i in g(12)), ",".join(x for x in ("a", "b")), max(g(5)), min(g(5), default=3), dict((i, i * i) for i in g(4)))
print(len(list(g(10000))), sum(1 for _ in range(20000)), [*g(3), *(x for x in "ab")], sum(list(g(9000))))
def rec(n):
    if n:
        yield n
        yield from list(rec(n - 1))
print(list(rec(20)))
def selfrun():
    yield 1
    yield list(me2)
me2 = selfrun()
try:
    list(me2)
except ValueError as e:
    print(e)
a, *b = g(5)
print(a, b, bytes(i for i in range(5)), bytearray(g(4)), frozenset(g(3)))
