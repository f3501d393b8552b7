def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
fs = [lambda: i for i in range(3)]; print([f() for f in fs])
gs = [lambda i=i: i for i in range(3)]; print([g() for g in gs], gs[0](9))
def make():
    out = []
    for i in range(3):
        def f(): return i
        out.append(f)
    i = 'changed'
    return out
print([f() for f in make()])
def counter():
    n = 0
    def inc(by=1): nonlocal n; n += by; return n
    def get(): return n
    def reset(): nonlocal n; del n
    return inc, get, reset
inc, get, reset = counter(); inc(); inc(5); print(get(), inc.__closure__[0] is get.__closure__[0], inc.__closure__[0].cell_contents); reset(); t(get); t(inc); t(lambda: inc.__closure__[0].cell_contents)
def mutable(x, acc=[], *, kw={}): acc.append(x); kw[x] = len(acc); return acc, kw
print(mutable(1)); print(mutable(2)); print(mutable(3, [])); print(mutable.__defaults__, mutable.__kwdefaults__); mutable.__defaults__ = (['new'],); print(mutable(4)); mutable.__kwdefaults__ = None; t(mutable, 5); mutable.__defaults__ = None; t(mutable)
def nest(a):
    def two(b):
        def three(c):
            nonlocal a; a += c
            def four(d): nonlocal b; b *= d; return a, b, c, d
            return four
        return three
    return two
f = nest(1)(2)(3); print(f(4), f(5), f.__code__.co_freevars, sorted(c.cell_contents for c in f.__closure__))
def before():
    def use(): return later
    t(use); later = 'now'; t(use); del later; t(use)
before()
def param(x):
    def f(): return x
    x = x + 1
    return f()
print(param(1))
def star(*args, **kw): return lambda: (args, kw)
print(star(1, k=2)())
def recursive(n):
    def fact(k): return 1 if k < 2 else k * fact(k - 1)
    return fact(n)
print(recursive(20))
def shadow():
    x = 'outer'
    class C:
        x = x if False else 'class'
        def get(self): return x
        y = [x for _ in 'a']
        z = (lambda: x)()
        w = [(x, k) for k in x]
    return C.x, C().get(), C.y, C.z, C.w
t(shadow)
def shadow2():
    x = 'outer'
    class C:
        def get(self): return x
        y = [x for _ in 'a']; z = (lambda: x)()
    return C().get(), C.y, C.z
print(shadow2())
def class_cell():
    x = 1
    class C:
        nonlocal x
        x = 2
        y = x
    return x, C.y, hasattr(C, 'x')
print(class_cell())
def class_global():
    class C:
        global made_global
        made_global = 'g'
        def m(self): return made_global
    return C().m(), hasattr(C, 'made_global')
print(class_global(), made_global)
def loop_cells():
    out = []
    for a, (b, *c) in [(1, (2, 3)), (4, (5,))]:
        out.append(lambda: (a, b, c))
    with_target = None
    try: raise ValueError('v')
    except ValueError as e: out.append(lambda: e)
    t(out[-1])
    return out[0](), out[1]()
print(loop_cells())
def comp_cells(): return [[f() for f in [lambda: (i, j) for j in range(2)]] for i in range(2)], [f() for f in [lambda: k for k in 'ab']], (lambda: [z for z in 'q'])()
print(comp_cells())
def gen_cell():
    n = 0
    def g():
        nonlocal n
        while n < 3: n += 1; yield n
    it = g(); a = next(it); n = 10; return a, list(it), n
print(gen_cell())
def swap():
    a, b = 1, 2
    def s(): nonlocal a, b; a, b = b, a; return a, b
    return s(), s(), (a, b)
print(swap())
def deleted_param(x):
    del x
    def f(): return x
    return f()
t(deleted_param, 1)
def walrus():
    if any((last := v) > 2 for v in range(5)): return last
print(walrus(), [y := 1, y + 1], y)
def exec_like(f): g = type(f)(f.__code__, {'glob': 'other'}, 'renamed', (5,), f.__closure__); return g
glob = 'mine'
def reads(a=1): return glob, a
print(reads(), exec_like(reads)(), exec_like(reads).__name__)
def free(): return get()
c = (lambda v: lambda: v)(7); c.__closure__[0].cell_contents = 8; print(c()); t(lambda: setattr(c, '__closure__', ())); t(lambda: type(c)(c.__code__, {})); t(lambda: type(c)(c.__code__, {}, None, None, (1,))); t(lambda: type(c)(reads.__code__, {}, None, None, c.__closure__))
c.__code__ = (lambda w: lambda: (w, 'new code'))(0).__code__; t(c); t(lambda: setattr(c, '__code__', reads.__code__))
