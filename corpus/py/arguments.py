"""Argument kinds that 2.7 and 3.x share."""


def none():
    pass


def plain(a, b, c):
    return a, b, c


def defaults(a, b=2, c='three', d=(4, 5)):
    return a, b, c, d


def variadic(*args):
    return args


def keywords(**kwargs):
    return kwargs


def everything(first, second=2, *rest, **named):
    local = first
    return local, second, rest, named


def calls(f, args, kwargs):
    f()
    f(1)
    f(1, 2, c=3)
    f(*args)
    f(**kwargs)
    f(1, *args, **kwargs)
    f(1, x=2, *args, **kwargs)
    f(first=1, second=2)
    return f(args).method(1).other(k=2)


without_name = lambda: 0
one = lambda x: x
mixed = lambda x, y=1, *z, **w: (x, y, z, w)


def many(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z):
    del a, z
    return b + y
