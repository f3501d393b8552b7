def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


class Old:
    def __getitem__(self, index):
        if index < 3:
            return index * 10
        raise IndexError


class Bad:
    def __iter__(self):
        return 5


def endless():
    n = 0
    while True:
        yield n
        n += 1


cases = [
    lambda: list(enumerate('ab')),
    lambda: list(enumerate('ab', 5)),
    lambda: list(enumerate('ab', start=-1)),
    lambda: enumerate(5),
    lambda: enumerate('a', 'b'),
    lambda: list(zip('ab', [1, 2, 3])),
    lambda: list(zip()),
    lambda: list(zip('ab')),
    lambda: zip(5),
    lambda: zip('a', 5),
    lambda: list(map(str, [1, 2])),
    lambda: list(map(lambda a, b: a + b, [1, 2], [3, 4, 5])),
    lambda: map(str),
    lambda: list(map(5, [1])),
    lambda: list(filter(None, [0, 1, '', 'a'])),
    lambda: list(filter(lambda x: x > 1, [1, 2, 3])),
    lambda: filter(None),
    lambda: list(reversed([1, 2])),
    lambda: list(reversed('ab')),
    lambda: list(reversed(range(3))),
    lambda: reversed({1}),
    lambda: reversed(5),
    lambda: list(Old()),
    lambda: list(reversed(Old())),
    lambda: sum(Old()),
    lambda: 20 in Old(),
    lambda: 5 in Old(),
    lambda: iter(Bad()),
    lambda: iter(5),
    lambda: list(iter(lambda it=iter([1, 2, 0]): next(it), 0)),
    lambda: iter(5, 6),
    lambda: next(iter([1])),
    lambda: next(iter([])),
    lambda: next(iter([]), 'end'),
    lambda: next(5),
    lambda: next([]),
    lambda: next(),
    lambda: iter([1]).__next__(),
    lambda: iter([1, 2]).__length_hint__(),
    lambda: iter({1: 2}).__length_hint__(),
    lambda: list(zip(endless(), 'ab')),
    lambda: [a + b for a, b in zip([1, 2], [3, 4])],
    lambda: {k: v for k, v in enumerate('ab')},
    lambda: {x % 2 for x in range(4)},
    lambda: list(x for x in range(3)),
    lambda: dict(enumerate('ab')),
    lambda: (sorted([3, 1, 2]), sorted('cab', reverse=True)),
    lambda: sorted([1, None]),
    lambda: list(map(None, [1])),
    lambda: a if (a := 5) else 6,
    lambda: [*map(ord, 'ab')],
    lambda: max(map(len, ['a', 'bb'])),
    lambda: (any(x > 2 for x in range(5)), all(x < 5 for x in range(5))),
    lambda: iter(iter([1])).__next__(),
    lambda: iter('').__next__(),
    lambda: list(iter(b'ab')),
    lambda: tuple(reversed((1, 2))),
    lambda: list(zip(*[(1, 2), (3, 4)])),
    lambda: enumerate('ab').__next__(),
    lambda: list(filter(5, [1])),
    lambda: reversed([1, 2, 3]).__length_hint__(),
]
for number, case in enumerate(cases):
    show(number, case)
