def f(a, b=2, *args, c, d=4, **kw): return (a, b, args, c, d, kw)
print(f(1, c=3), f(1, 2, 3, 4, c=5, e=6), f(*[1, 2], **{'c': 3}), f(1, c=2, **{'z': 1}))
def po(a, b, /, c, *, d): return a, b, c, d
print(po(1, 2, 3, d=4), po(1, 2, c=3, d=4))
for bad in [lambda: f(), lambda: f(1), lambda: f(1, c=1, a=2), lambda: po(1, 2, 3), lambda: po(1, b=2, c=3, d=4), lambda: po(1, 2, 3, 4, d=5), lambda: (lambda x: x)(), lambda: (lambda x: x)(1, 2), lambda: (lambda x: x)(y=1), lambda: (lambda: 1)(2), lambda: (lambda a, b, c: 1)(), lambda: (lambda *, k: 1)(), lambda: (lambda *, k, j: 1)(), lambda: f(1, **{'c': 1, 5: 2}), lambda: f(*5), lambda: f(**5), lambda: (lambda a, b=1: 1)(1, 2, 3), lambda: (lambda a, *, b: 1)(1, 2, b=3), lambda: print(1, foo=2), lambda: len(), lambda: len(1, 2), lambda: isinstance(1), lambda: 'a'.upper(1), lambda: f(1, c=1, **{'c': 2})]:
    try: print(bad())
    except TypeError as e: print(e)
def counter():
    n = 0
    def inc(by=1):
        nonlocal n
        n += by
        return n
    return inc
c = counter(); print(c(), c(5), c(), counter()())
print([g() for g in [lambda i=i: i for i in range(3)]], [g() for g in [lambda: i for i in range(3)]])
def deco(fn):
    def wrap(*a, **k): return ('wrapped', fn(*a, **k))
    wrap.__name__ = fn.__name__
    return wrap
@deco
def g(x): "doc"; return x
print(g(1), g.__name__, f.__defaults__, f.__kwdefaults__, f.__name__, f.__qualname__, counter.__code__.co_name, c.__qualname__, c.__closure__[0].cell_contents, f.__code__.co_varnames, f.__code__.co_argcount)
def h(x: int, y: 'str' = 'a') -> bool: "docstring"; return True
print(h.__doc__, h.__module__, callable(h), callable(5), h.__annotations__); h.attr = 5; print(h.attr, h.__dict__, vars(h))
def fact(n): return 1 if n < 2 else n * fact(n - 1)
print(fact(30), (lambda *a: a)(1, 2), (lambda **k: k)(a=1), (lambda a, /: a)(1))
x = 10
def glob():
    global x
    x += 1
    return x
print(glob(), x)
def unbound():
    print(y)
    y = 1
try: unbound()
except UnboundLocalError as e: print(e)
def outer():
    def inner(): return z
    try: inner()
    except NameError as e: print(e)
    z = 1
    return inner()
print(outer())
def delete():
    a = 1
    del a
    try: a
    except UnboundLocalError as e: print(e)
delete()
def many(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11): return a0 + a11
print(many(*range(12)), many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, a11=12))
print((lambda x, y=[]: (y.append(x), y)[1])(1), sorted(globals().keys() & {'f', 'x', 'g'}), 'x' in locals())
def gen_args(*, a, b=2): return a, b
print(gen_args(a=1), gen_args(b=3, a=4)); print(max(1, 2, key=lambda v: -v), [*map(lambda a, b: a + b, [1, 2], [3, 4])])
def kwonly_default(*, a=[]): a.append(1); return a
print(kwonly_default(), kwonly_default()); print(f.__call__(1, c=2)); print((f if True else g)(1, c=0)); print(eval.__name__, len.__name__, print.__module__, [].append.__name__, str.upper.__name__, dict.fromkeys.__name__)
