def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


import itertools as it


cases = [
    lambda: (list(it.accumulate([1, 2, 3])), list(it.accumulate([1, 2, 3], max)), list(it.accumulate([1, 2], initial=10))),
    lambda: (list(it.chain('ab', [1])), list(it.chain.from_iterable(['ab', [1]]))),
    lambda: (list(it.combinations('abc', 2)), list(it.combinations('ab', 3)), list(it.combinations('abc', 0))),
    lambda: list(it.combinations_with_replacement('ab', 2)),
    lambda: (list(it.permutations('abc', 2)), list(it.permutations('ab')), list(it.permutations('ab', 3))),
    lambda: (list(it.product('ab', [1, 2])), list(it.product('ab', repeat=2)), list(it.product())),
    lambda: (list(it.compress('abcd', [1, 0, 1])), list(it.dropwhile(lambda x: x < 3, [1, 3, 2])), list(it.takewhile(lambda x: x < 3, [1, 3, 2]))),
    lambda: (list(it.filterfalse(None, [0, 1, ''])), list(it.filterfalse(lambda x: x % 2, range(5)))),
    lambda: ([(k, list(g)) for k, g in it.groupby('aabbca')], [(k, len(list(g))) for k, g in it.groupby([1, 3, 2, 4], lambda x: x % 2)]),
    lambda: (list(it.islice('abcdef', 2)), list(it.islice('abcdef', 1, 5, 2)), list(it.islice('abc', 1, None))),
    lambda: it.islice('abc', -1),
    lambda: it.islice('abc', 'x'),
    lambda: (list(it.islice(it.count(5, -2), 3)), list(it.islice(it.count(1.5, 0.5), 3)), it.count(5), it.count(1, 2)),
    lambda: (list(it.islice(it.cycle('ab'), 5)), list(it.cycle([]))),
    lambda: (list(it.repeat('x', 3)), it.repeat(5), it.repeat(5, 2), list(it.repeat(1, -1))),
    lambda: (list(it.starmap(pow, [(2, 3), (3, 2)])), list(it.starmap(max, ['ab']))),
    lambda: ([list(x) for x in it.tee('abc')], len(it.tee('a', 3)), it.tee('a', 0)),
    lambda: it.tee('a', -1),
    lambda: (list(it.zip_longest('abc', [1], fillvalue='-')), list(it.zip_longest('ab', [1]))),
    lambda: it.combinations('abc', -1),
    lambda: it.combinations('abc'),
    lambda: it.permutations(5),
    lambda: it.product('ab', repeat=-1),
    lambda: it.count('x'),
    lambda: next(it.chain()),
    lambda: it.accumulate(),
    lambda: list(it.pairwise('abc')) if hasattr(it, 'pairwise') else 'none',
    lambda: list(it.batched('abcde', 2)) if hasattr(it, 'batched') else 'none',
    lambda: it.starmap(5, [1]).__next__(),
    lambda: list(it.compress('ab', [1])),
    lambda: it.repeat(times=2),
    lambda: it.chain(5).__next__(),
]
for number, case in enumerate(cases):
    show(number, case)
