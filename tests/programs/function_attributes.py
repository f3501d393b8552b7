def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


def f(a, b=2, *args, c, d=4, **kwargs):
    'doc of f'
    inner = lambda: (a, b)
    return inner


def g(x, /, y):
    return x, y


class K:
    def m(self):
        'doc of m'


cases = [
    lambda: (f.__name__, f.__qualname__, f.__doc__, f.__module__, f.__defaults__, f.__kwdefaults__),
    lambda: (f.__code__.co_argcount, f.__code__.co_kwonlyargcount, f.__code__.co_posonlyargcount, f.__code__.co_varnames, f.__code__.co_flags & 12),
    lambda: (f.__code__.co_name, f.__code__.co_cellvars, f.__code__.co_freevars, f.__code__.co_nlocals, f.__code__.co_names),
    lambda: (f(1, c=3).__code__.co_freevars, f(1, c=3).__closure__[0].cell_contents, f(1, c=3)()),
    lambda: (g.__code__.co_posonlyargcount, g.__closure__, g.__globals__ is globals()),
    lambda: (setattr(g, '__defaults__', (9,)), g(1), g.__defaults__),
    lambda: (setattr(g, '__defaults__', None), g.__defaults__),
    lambda: g(1),
    lambda: setattr(g, '__defaults__', 5),
    lambda: (setattr(f, '__kwdefaults__', {'c': 7}), f(1)()),
    lambda: setattr(f, '__kwdefaults__', 5),
    lambda: (setattr(g, '__name__', 'h'), g.__name__, g.__qualname__),
    lambda: setattr(g, '__name__', 5),
    lambda: (setattr(g, '__qualname__', 'A.h'), g.__qualname__),
    lambda: (setattr(g, '__doc__', 'new'), g.__doc__),
    lambda: (setattr(g, '__code__', (lambda p, q: p + q).__code__), g(1, 2)),
    lambda: setattr(g, '__code__', 5),
    lambda: (setattr(g, 'attr', 1), g.attr, g.__dict__),
    lambda: (delattr(g, 'attr'), g.__dict__),
    lambda: delattr(g, '__code__'),
    lambda: (setattr(g, '__dict__', {'z': 1}), g.z),
    lambda: (K.m.__qualname__, K().m.__func__ is K.m, K.m.__doc__, K().m.__doc__),
    lambda: (K().m == K().m, (lambda k: k.m == k.m)(K()), (lambda k: hash(k.m) == hash(k.m))(K())),
    lambda: (g.__get__(5)(6), g.__get__(None, int) is g),
    lambda: type(g)(g.__code__, {}, 'made')(3, 4),
    lambda: type(g)(g.__code__, {}).__name__,
    lambda: type(g)(5, {}),
    lambda: (f.__code__ == f.__code__, f.__code__.co_consts[0]),
    lambda: f.__code__.replace(co_name='q').co_name,
    lambda: (f.__annotations__, setattr(f, '__annotations__', {'a': int}), f.__annotations__),
    lambda: (lambda *a, **k: (a, k))(1, 2, x=3),
    lambda: (callable(f), f.__call__(1, c=2)()),
    lambda: (len.__name__, len.__qualname__, len.__module__, len.__self__.__name__, [].append.__self__, [].append.__qualname__),
]
for number, case in enumerate(cases):
    show(number, case)
