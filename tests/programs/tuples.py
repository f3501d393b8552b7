def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


t = (1, 2, 3, 2)


cases = [
    lambda: t[0],
    lambda: t[-1],
    lambda: t[9],
    lambda: t['x'],
    lambda: t[1:3],
    lambda: t[::-1],
    lambda: t + (4,),
    lambda: t + [4],
    lambda: t * 2,
    lambda: 2 * t,
    lambda: t * -1,
    lambda: t.count(2),
    lambda: t.index(2),
    lambda: t.index(2, 2),
    lambda: t.index(9),
    lambda: t.index(2, 0, 1),
    lambda: 2 in t,
    lambda: t == (1, 2, 3, 2),
    lambda: t == [1, 2, 3, 2],
    lambda: t < (1, 3),
    lambda: t < (1, 2),
    lambda: t < 5,
    lambda: t >= t,
    lambda: hash(t) == hash((1, 2, 3, 2)),
    lambda: hash(([],)),
    lambda: len(t),
    lambda: tuple(),
    lambda: tuple('abc'),
    lambda: tuple(5),
    lambda: tuple([1, [2]]),
    lambda: tuple(t) is t,
    lambda: t[:] is t,
    lambda: () is (),
    lambda: t.__add__(5),
    lambda: t.__mul__('x'),
    lambda: t.__getitem__(slice(0, 2)),
    lambda: (min(t), max(t), sum(t)),
    lambda: sorted(t),
    lambda: list(reversed(t)),
    lambda: (1, 'a') < (1, 'b'),
    lambda: (1, 'a') < (2, None),
    lambda: (1, 'a') < (1, None),
    lambda: tuple(x * 2 for x in t),
    lambda: t.__class_getitem__(int) if hasattr(t, '__class_getitem__') else 'none',
    lambda: t.__getnewargs__(),
    lambda: iter(t).__length_hint__(),
    lambda: (bool(()), bool((0,))),
    lambda: (*t, *'ab'),
    lambda: tuple(sequence=(1,)),
]
for number, case in enumerate(cases):
    show(number, case)
