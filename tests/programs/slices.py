def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


cases = [
    lambda: slice(5),
    lambda: slice(1, 2, 3).indices(10),
    lambda: slice(None).indices(5),
    lambda: slice(None, None, -1).indices(5),
    lambda: slice(-3, None).indices(10),
    lambda: slice(100, -100, -3).indices(10),
    lambda: slice(1, 2, 0).indices(5),
    lambda: slice(1).indices(-1),
    lambda: slice('a').indices(5),
    lambda: slice(1, 2) == slice(1, 2),
    lambda: slice(1, 2) < slice(1, 3),
    lambda: slice(1, 2) == (1, 2),
    lambda: (slice(1, 2, 3).start, slice(1, 2, 3).stop, slice(1, 2, 3).step),
    lambda: slice(),
    lambda: slice(1, 2, 3, 4),
    lambda: slice(None, 'x', []),
    lambda: 'abcdef'[slice(1, 5, 2)],
    lambda: slice(2 ** 70).indices(5),
    lambda: slice(-2 ** 70, 2 ** 70).indices(5),
    lambda: slice(1).__reduce__(),
    lambda: slice(0, 10).indices(2 ** 65),
]
for number, case in enumerate(cases):
    show(number, case)
