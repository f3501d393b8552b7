"""Positional-only arguments, assignment expressions, = in f-strings: 3.8 and later."""


def positional(a, b, /):
    return a, b


def all_kinds(a, b=1, /, c=2, *args, d, e=4, **kwargs):
    return a, b, c, args, d, e, kwargs


def cells_of_all_kinds(a, /, b, *args, c, **kwargs):
    return lambda: (a, b, args, c, kwargs)


def walrus(xs):
    if (n := len(xs)) > 10:
        return n
    while chunk := xs.read(1):
        print(chunk)
    return [last := x for x in xs], last, any((hit := x) for x in xs), hit


def debugging(x):
    return f'{x=}', f'{x + 1 = !s:>10}'


def continue_in_finally(xs):
    for x in xs:
        try:
            x()
        finally:
            continue


def starred_return(xs):
    return 1, *xs


lambdas = [lambda x, /: x, lambda x, /, y, *, z: (x, y, z)]
