"""Template strings, deferred annotations, bare except lists: 3.14 and later."""


def templates(name, width):
    return t'', t'plain', t'{name}', t'hello {name!r:>{width}}!', t'{name=}' t' joined {width:.2f}', t'{t'{name}'}'


class Deferred:
    field: Undefined
    other: list[Undefined] = []

    def method(self, x: Undefined, *y: Also.Undefined) -> Missing[x]:
        z: Ignored = 1
        return __class__, z


annotated: Later = 1

if annotated:
    conditional: Even.Later


def unparenthesised(f):
    try:
        f()
    except ValueError, TypeError:
        return 1
    except OSError, KeyError:
        return 2


def constant_slices(x, i):
    return x[1:2], x[:], x[::-1], x['a':None:b'c'], x[1:2, ::3], x[1.5:(1, 2)], x[i:2], x[-1:]


def small_ints():
    return 0, 1, 255, [0, 255, 256, -1], {0: 255}


def returns_in_finally(f):
    with f as g:
        yield from g
    for x in (f, g):
        yield x
    yield [1, 2, 3], {1, 2, 3}, not f, -f
