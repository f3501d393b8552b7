def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


def after(change):
    s = {1, 2, 3}
    result = change(s)
    return sorted(s, key=repr), result


cases = [
    lambda: after(lambda s: s.add(4)),
    lambda: after(lambda s: s.add([])),
    lambda: after(lambda s: s.remove(1)),
    lambda: after(lambda s: s.remove(9)),
    lambda: after(lambda s: s.remove([])),
    lambda: after(lambda s: s.discard(1)),
    lambda: after(lambda s: s.discard(9)),
    lambda: after(lambda s: s.clear()),
    lambda: after(lambda s: s.update([4, 5], {6})),
    lambda: after(lambda s: s.update(5)),
    lambda: after(lambda s: s.intersection_update([1, 2])),
    lambda: after(lambda s: s.difference_update([1], [2])),
    lambda: after(lambda s: s.symmetric_difference_update([1, 9])),
    lambda: after(lambda s: s.union([4])),
    lambda: after(lambda s: s.intersection([1, 2], [2])),
    lambda: after(lambda s: s.difference([1])),
    lambda: after(lambda s: s.symmetric_difference([1, 9])),
    lambda: after(lambda s: s.issubset([1, 2, 3, 4])),
    lambda: after(lambda s: s.issuperset([1])),
    lambda: after(lambda s: s.isdisjoint([4])),
    lambda: after(lambda s: s.copy() == s),
    lambda: after(lambda s: s | {4}),
    lambda: after(lambda s: s | [4]),
    lambda: after(lambda s: s & {1}),
    lambda: after(lambda s: s - {1}),
    lambda: after(lambda s: s ^ {1, 9}),
    lambda: after(lambda s: s.__ior__({4}) == s),
    lambda: after(lambda s: s.__iand__({1}) == s),
    lambda: after(lambda s: s.__isub__({1}) == s),
    lambda: after(lambda s: s.__ixor__({1, 9}) == s),
    lambda: after(lambda s: s == {3, 2, 1}),
    lambda: after(lambda s: s == frozenset([1, 2, 3])),
    lambda: after(lambda s: s == [1, 2, 3]),
    lambda: after(lambda s: s < {1, 2, 3, 4}),
    lambda: after(lambda s: s <= s),
    lambda: after(lambda s: s > {1}),
    lambda: after(lambda s: s >= {9}),
    lambda: after(lambda s: s < [1]),
    lambda: after(lambda s: 1 in s),
    lambda: after(lambda s: [] in s),
    lambda: after(lambda s: {1} in s),
    lambda: after(lambda s: len(s)),
    lambda: after(lambda s: s.pop() in (1, 2, 3)),
    lambda: after(lambda s: s.union()),
    lambda: after(lambda s: s.intersection()),
    lambda: after(lambda s: s.difference()),
    lambda: after(lambda s: s + s),
    lambda: set(),
    lambda: set('aab') == {'a', 'b'},
    lambda: set(5),
    lambda: set([[]]),
    lambda: hash(set()),
    lambda: hash(frozenset([1, 2])) == hash(frozenset([2, 1])),
    lambda: frozenset([1]) | {2},
    lambda: {2} | frozenset([1]),
    lambda: frozenset().add,
    lambda: {frozenset([1])} == {frozenset([1])},
    lambda: set().pop(),
    lambda: frozenset(frozenset([1])) == {1},
    lambda: {1, True, 1.0},
    lambda: {1} & {1, 2} | {3},
    lambda: set([1]).__rsub__({1, 2}),
    lambda: {*(), *[1, 2]},
    lambda: frozenset('a').copy(),
    lambda: set().__class__,
    lambda: {frozenset()} - {frozenset()},
    lambda: frozenset([1]).union([2], [3]),
]
for number, case in enumerate(cases):
    show(number, case)
