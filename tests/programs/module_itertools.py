from itertools import *
print(list(islice(count(5), 3)), list(islice(count(1, 2.5), 3)), list(islice(cycle('ab'), 5)), list(repeat(7, 3)), count(3), count(1, 2), repeat(5, 2))
print(list(chain('ab', [1])), list(chain.from_iterable(['ab', 'c'])), list(accumulate([1, 2, 3, 4])), list(accumulate([3, 1, 4], max)), list(accumulate([1, 2], initial=10)), list(accumulate([])))
print(list(compress('abcd', [1, 0, 1, 0])), list(dropwhile(lambda v: v < 3, [1, 3, 2])), list(takewhile(lambda v: v < 3, [1, 3, 2])), list(filterfalse(None, [0, 1, ''])), list(starmap(pow, [(2, 3), (3, 2)])))
print(list(islice('abcdef', 2)), list(islice('abcdef', 1, 5, 2)), list(islice('abc', None)), list(zip_longest('ab', 'xyz', fillvalue='-')), list(zip_longest()), list(product('ab', [1, 2])), list(product([1, 2], repeat=2)), list(product()), list(product('ab', [])))
print(list(permutations('abc', 2)), list(permutations([1, 2, 3]))[-1], list(combinations('abcd', 2)), list(combinations('ab', 3)), list(combinations_with_replacement('ab', 2)), list(permutations([])), list(combinations([], 0)))
print([(k, list(g)) for k, g in groupby('aabbca')], [(k, list(g)) for k, g in groupby([1, 3, 2, 4], key=lambda v: v % 2)], [k for k, g in groupby('aab')])
a, b = tee([1, 2, 3]); print(next(a), next(a), list(b), list(a), [list(t) for t in tee('xy', 3)])
for bad in (lambda: list(islice([1], -1)), lambda: islice([1], 'a'), lambda: next(count('a')), lambda: permutations([1], -1), lambda: list(chain(5)), lambda: product([1], repeat=-1), lambda: tee([], -1), lambda: list(starmap(pow, [1])), lambda: next(iter(repeat(1, 0)))):
    try: print(bad())
    except Exception as e: print(type(e).__name__, e)
g = groupby([1, 1, 2]); k, it = next(g); next(g); print(list(it))
print(type(count()).__name__, type(chain()).__module__, sum(islice(count(), 100)), max(map(sum, combinations(range(6), 3))), repeat(1, 5).__length_hint__())
for pools in [((1, 2), "ab"), ((1, 2), ()), (), ("abc",), ((0,), (1, 2, 3), "xy")]:
    for repeat in [0, 1, 2]:
        print(pools, repeat, list(product(*pools, repeat=repeat))[:20])
