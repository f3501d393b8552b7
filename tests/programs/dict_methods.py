def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


def after(change):
    table = {'a': 1, 'b': 2, 'c': 3}
    result = change(table)
    return table, result


def assign(table, key, value):
    table[key] = value


def delete(table, key):
    del table[key]


class Missing(dict):
    def __missing__(self, key):
        return 'missing ' + str(key)


cases = [
    lambda: after(lambda d: d['a']),
    lambda: after(lambda d: d['z']),
    lambda: after(lambda d: d[[]]),
    lambda: after(lambda d: d.get('z')),
    lambda: after(lambda d: d.get('z', 5)),
    lambda: after(lambda d: d.get([])),
    lambda: after(lambda d: d.pop('a')),
    lambda: after(lambda d: d.pop('z')),
    lambda: after(lambda d: d.pop('z', 5)),
    lambda: after(lambda d: d.popitem()),
    lambda: after(lambda d: d.setdefault('a', 9)),
    lambda: after(lambda d: d.setdefault('z')),
    lambda: after(lambda d: d.setdefault('z', 9)),
    lambda: after(lambda d: d.update({'a': 9, 'z': 8})),
    lambda: after(lambda d: d.update([('x', 1), ['y', 2]])),
    lambda: after(lambda d: d.update(x=1, a=2)),
    lambda: after(lambda d: d.update([1])),
    lambda: after(lambda d: d.update(['abc'])),
    lambda: after(lambda d: d.update(5)),
    lambda: after(lambda d: d.update({}, x=1)),
    lambda: after(lambda d: d.update({}, {})),
    lambda: after(lambda d: d.clear()),
    lambda: after(lambda d: d.copy()),
    lambda: after(lambda d: assign(d, 'a', 9)),
    lambda: after(lambda d: assign(d, [], 9)),
    lambda: after(lambda d: delete(d, 'a')),
    lambda: after(lambda d: delete(d, 'z')),
    lambda: after(lambda d: list(d)),
    lambda: after(lambda d: list(d.keys())),
    lambda: after(lambda d: list(d.values())),
    lambda: after(lambda d: list(d.items())),
    lambda: after(lambda d: list(reversed(d))),
    lambda: after(lambda d: list(reversed(d.items()))),
    lambda: after(lambda d: 'a' in d),
    lambda: after(lambda d: [] in d),
    lambda: after(lambda d: len(d)),
    lambda: after(lambda d: d == {'c': 3, 'b': 2, 'a': 1}),
    lambda: after(lambda d: d == {'a': 1}),
    lambda: after(lambda d: d < d),
    lambda: after(lambda d: d | {'z': 1}),
    lambda: after(lambda d: d.__ior__({'z': 1})),
    lambda: after(lambda d: d | [('a', 1)]),
    lambda: after(lambda d: d.__contains__('a')),
    lambda: after(lambda d: d.fromkeys('xy')),
    lambda: after(lambda d: d.fromkeys('xy', 0)),
    lambda: after(lambda d: d.fromkeys(5)),
    lambda: after(lambda d: d.popitem(1)),
    lambda: dict(),
    lambda: dict(a=1),
    lambda: dict([('a', 1)], b=2),
    lambda: dict(5),
    lambda: dict([1]),
    lambda: dict([(1, 2, 3)]),
    lambda: dict({1: 2}, **{'x': 1}),
    lambda: dict(**{1: 2}),
    lambda: {}.popitem(),
    lambda: Missing()['k'],
    lambda: Missing().get('k'),
    lambda: hash({}),
    lambda: {1: 'a', 1.0: 'b', True: 'c'},
    lambda: {**{'a': 1}, **{'b': 2}},
    lambda: dict(zip('ab', range(2))),
    lambda: dict.fromkeys([1, 1, 2]),
    lambda: {1: 2}.keys() == {1},
    lambda: dict(a=1).items() >= {('a', 1)},
]
for number, case in enumerate(cases):
    show(number, case)
