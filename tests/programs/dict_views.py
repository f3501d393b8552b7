def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


d = {'a': 1, 'b': 2, 'c': 3}
k, v, i = d.keys(), d.values(), d.items()


cases = [
    lambda: (len(k), len(v), len(i)),
    lambda: ('a' in k, 1 in v, ('a', 1) in i, ('a', 2) in i, 'a' in i),
    lambda: sorted(k & {'a', 'z'}),
    lambda: sorted(k | {'z'}),
    lambda: sorted(k - {'a'}),
    lambda: sorted(k ^ {'a', 'z'}),
    lambda: sorted({'a', 'z'} - k),
    lambda: sorted(i & {('a', 1)}),
    lambda: k == {'a', 'b', 'c'},
    lambda: k < {'a', 'b', 'c', 'd'},
    lambda: k <= {'a'},
    lambda: k > {'a'},
    lambda: k >= set(),
    lambda: k.isdisjoint('xyz'),
    lambda: k.isdisjoint(5),
    lambda: k | 5,
    lambda: k & 'ab' == {'a', 'b'},
    lambda: v == d.values(),
    lambda: list(reversed(k)),
    lambda: k[0],
    lambda: hash(k),
    lambda: hash(i),
    lambda: k + k,
    lambda: (list(iter(k)), list(iter(v)), list(iter(i))),
    lambda: next(iter(k)),
    lambda: iter(k).__length_hint__(),
    lambda: (type(k).__name__, type(v).__name__, type(i).__name__),
    lambda: [x for x in k if d.setdefault('z', 0)],
    lambda: d.pop('z'),
    lambda: [d.pop(x) for x in k],
    lambda: d,
    lambda: list(k),
    lambda: repr(k),
    lambda: k.mapping if hasattr(k, 'mapping') else 'none',
    lambda: i == {('b', 2), ('c', 3)},
    lambda: {1: []}.items() & {(1, 2)},
]
for number, case in enumerate(cases):
    show(number, case)
