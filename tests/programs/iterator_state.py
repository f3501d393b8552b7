def red(it):
    r = it.__reduce__()
    return (r[0].__name__,) + tuple(tuple(type(y).__name__ if hasattr(y, '__next__') else y for y in x) if isinstance(x, tuple) else x for x in r[1:])


MAKERS = [
    lambda: iter([1, 2]), lambda: iter((1, 2)), lambda: iter('ab'), lambda: iter(b'ab'), lambda: iter(bytearray(b'ab')),
    lambda: reversed([1, 2]), lambda: iter({1: 2, 3: 4}), lambda: iter({1: 2, 3: 4}.items()), lambda: iter({1}),
    lambda: reversed({1: 2}), lambda: iter(int, 1), lambda: enumerate('ab', 3), lambda: zip('ab', [1]),
    lambda: map(max, [1], [2]), lambda: filter(None, [1]), lambda: reversed((1, 2)),
]
for make in MAKERS:
    for n in (0, 1, 5):
        it = make()
        for _ in range(n):
            next(it, None)
        print(red(it))
print(red(iter(range(5))), red(iter(range(1, 20, 3))), red(iter(range(10 ** 20))))
for made, state in (([1, 2, 3], 2), ([1, 2, 3], -5), ([1, 2, 3], 50), ('abc', 1), ((1, 2, 3), 1), (range(5), 3)):
    it = iter(made)
    it.__setstate__(state)
    print(list(it))
for made in ([1, 2, 3], (1, 2, 3)):
    it = reversed(made)
    it.__setstate__(0)
    print(list(it))
for it in map(iter, ([1, 2, 3], 'abc', range(4), {1: 2})):
    next(it)
    maker, args, *state = it.__reduce__()
    again = maker(*args)
    if state and state[0] is not None:
        again.__setstate__(state[0])
    print(list(again))
