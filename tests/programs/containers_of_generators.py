def g(n):
    for i in range(n):
        yield i
print(set(), list(), dict(), set([1, 2, 1]), set("aab") == {"a", "b"}, set(range(4)), set(g(5)), list(g(3)), tuple(g(0)), tuple(g(2)))
a = {1, 2}; b = set(a); b.add(3); print(a, b)
for bad in ([[1]], [1, [2]]):
    try:
        set(bad)
    except TypeError as e:
        print(e)
class H:
    def __hash__(self): print("h"); return 1
    def __eq__(self, o): print("e"); return True
print(len(set([H(), H()])), len(set(H() for _ in range(3))))
async def c(): pass
for f in (set, list, tuple):
    x = c()
    try:
        f(x)
    except TypeError as e:
        print(e)
    x.close()
def raiser():
    yield 1
    raise KeyError(3)
for f in (set, list, tuple):
    try:
        f(raiser())
    except KeyError as e:
        tb = e.__traceback__
        print(f.__name__, tb.tb_lineno, tb.tb_next.tb_lineno)
def deep(n):
    if n == 0:
        yield 0
        return
    yield from tuple(deep(n - 1))
    yield from list(deep(n - 1))[:1]
    yield len(set(deep(n - 1)))
print(list(deep(6))[:10], sum(deep(7)))
