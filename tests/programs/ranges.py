def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


r = range(0, 20, 3)


cases = [
    lambda: len(r),
    lambda: (r[0], r[-1], r[2]),
    lambda: r[99],
    lambda: r[1:3],
    lambda: r[::-1],
    lambda: r[::2],
    lambda: r['x'],
    lambda: list(r),
    lambda: list(reversed(r)),
    lambda: 3 in r,
    lambda: 4 in r,
    lambda: 3.0 in r,
    lambda: 'x' in r,
    lambda: r.index(6),
    lambda: r.index(7),
    lambda: r.count(6),
    lambda: r.count(7),
    lambda: (r.start, r.stop, r.step),
    lambda: r == range(0, 21, 3),
    lambda: r == range(0, 20, 4),
    lambda: range(0) == range(5, 5),
    lambda: hash(r) == hash(range(0, 21, 3)),
    lambda: range(5, 0),
    lambda: list(range(5, 0, -2)),
    lambda: range(1, 2, 0),
    lambda: range(1.5),
    lambda: range('x'),
    lambda: range(),
    lambda: range(1, 2, 3, 4),
    lambda: range(10 ** 20)[10 ** 19],
    lambda: len(range(10 ** 20)),
    lambda: 10 ** 19 in range(10 ** 20),
    lambda: range(10 ** 20)[::10 ** 19],
    lambda: list(range(2 ** 63 - 2, 2 ** 63 + 1)),
    lambda: bool(range(0)),
    lambda: range(3) < range(4),
    lambda: range(3) + range(4),
    lambda: (min(r), max(r), sum(r)),
    lambda: iter(r).__length_hint__(),
    lambda: list(zip(r, 'ab')),
    lambda: r.__reduce__(),
    lambda: range(-5, 5)[-3:],
    lambda: range(3).start == 0,
    lambda: repr(range(10 ** 30)),
    lambda: [*range(3)],
    lambda: range(5).index(True),
    lambda: range(3).step,
]
for number, case in enumerate(cases):
    show(number, case)
