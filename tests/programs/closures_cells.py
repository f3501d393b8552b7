def t(f, *a):
    try: print(f(*a))
    except BaseException as e: print(type(e).__name__, e)
def counter():
    n = 0
    def up(k=1):
        nonlocal n
        n += k
        return n
    def get(): return n
    return up, get
up, get = counter(); up(); up(5); print(get(), up.__closure__[0] is get.__closure__[0], up.__closure__[0].cell_contents)
up.__closure__[0].cell_contents = 100; print(get(), up.__code__.co_freevars, counter.__code__.co_cellvars)
del up.__closure__[0].cell_contents
t(get); t(up); t(lambda: up.__closure__[0].cell_contents)
Cell = type(get.__closure__[0]); print(Cell(3) == Cell(3), Cell(2) < Cell(3), Cell() < Cell(1), Cell() == Cell())
t(lambda: Cell(1, 2)); t(lambda: Cell(a=1)); t(hash, Cell(1))
F = type(counter)
f = F(get.__code__, {}, 'renamed', None, (Cell('mine'),)); print(f(), f.__name__)
t(F, get.__code__, {}); t(F, get.__code__, {}, 'n', None, ()); t(F, get.__code__, {}, 'n', None, (1,)); t(F, counter.__code__, {}, 'n', None, (Cell(),))
def param(a, *b, c=1, **d):
    def inner(): return a, b, c, d
    a += 1
    return inner
print(param(1, 2, c=3, e=4)())
def late():
    def use(): return x
    try: use()
    except NameError as e: print(type(e).__name__, e)
    x = 1
    r = use()
    del x
    t(use)
    try: x
    except UnboundLocalError as e: print(type(e).__name__, e)
    return r
print(late())
def deep():
    v = 0
    def a():
        def b():
            def c():
                nonlocal v
                v += 1
                return v
            return c
        return b
    return a()(), lambda: v
c, v = deep(); c(); c(); print(v())
def loop(): return [(lambda: i) for i in range(3)], [(lambda i=i: i) for i in range(3)]
print([[f() for f in fs] for fs in loop()])
def recursive():
    def fact(n): return 1 if n < 2 else n * fact(n - 1)
    return fact
print(recursive()(20))
class K:
    x = 1
    def m(self):
        class Inner:
            y = __class__
            def z(self): return __class__, x
        return Inner
x = 'global'
I = K().m(); print(I.y, I().z()[0] is I, I().z()[1])
def classcell():
    x = 'fn'
    class A:
        a = x
        x = 'cls'
        b = x
        del x
        c = x
        f = lambda self: x
    return A.a, A.b, A.c, A().f()
t(classcell)
get.__code__ = (lambda: n).__code__ if False else get.__code__
def setcode():
    get.__code__ = counter.__code__
t(setcode)
