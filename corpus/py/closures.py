"""Cells, free variables, and cells that are also arguments."""


def argument_cell(x, y):
    # x is an argument and a cell at once, y only an argument.
    def inner():
        return x
    return inner, y


def star_cells(*args, **kwargs):
    return lambda: (args, kwargs)


def four(a):
    b = a + 1

    def three(c):
        d = b + c

        def two(e):
            f = d + e

            def one(g):
                return a, b, c, d, e, f, g
            return one
        return two
    return three


def rebound(n):
    total = n
    fs = []
    for i in range(n):
        fs.append(lambda i=i: (i, total))
    total = 0
    return fs


def recursive():
    def even(n):
        return n == 0 or odd(n - 1)

    def odd(n):
        return n != 0 and even(n - 1)

    return even, odd


def through_class(value):
    class Holder(object):
        kept = value

        def get(self):
            return value
    return Holder


def comprehension_cells(xs):
    k = len(xs)
    return [x + k for x in xs], set(x * k for x in xs), dict((x, k) for x in xs), [lambda: x for x in xs]


def unused_cell():
    if 0:
        ghost = 1
    return lambda: ghost
