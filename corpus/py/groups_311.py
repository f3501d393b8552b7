"""Exception groups, starred subscripts, sets that hold None (ordered by content from 3.11 on)."""


def split(f):
    try:
        f()
    except* ValueError as group:
        return_value = group.exceptions
    except* (TypeError, KeyError):
        return_value = None
    else:
        return_value = 0
    finally:
        f = None
    return return_value


def in_loop(fs):
    for f in fs:
        try:
            f()
        except* OSError:
            try:
                f()
            except* RuntimeError as e:
                raise e
        print(f)


def starred(x, ys, *args: *tuple[int, ...]) -> None:
    return x[*ys], x[1, *ys], x[1:2, *ys]


def in_mixed_set(x):
    return x in {None, ..., True, 2, 'three', b'four', 5.0, 6j, (7, None)}, x in {frozenset, 1}, x in {None, ..., False, 1, ''}


async def awaited(xs):
    return [[await y for y in x] for x in xs]
