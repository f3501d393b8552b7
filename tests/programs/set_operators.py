# Sets and frozen sets: operators against methods, results' classes, hashes, sub- and supersets, dict views.
def t(name, case):
    try:
        r = case()
        print(name, sorted(r, key=repr) if isinstance(r, (set, frozenset)) else repr(r), type(r).__name__)
    except BaseException as e:
        print(name, type(e).__name__, e)


class S(set):
    pass


class F(frozenset):
    pass


a, b, f, g = {1, 2, 3}, {2, 3, 4}, frozenset({1, 2}), F({3, 1})
d = {1: 'a', 4: 'b'}
for name, op in (('|', lambda x, y: x | y), ('&', lambda x, y: x & y), ('-', lambda x, y: x - y), ('^', lambda x, y: x ^ y)):
    for x, y in ((a, b), (a, f), (f, a), (g, a), (S(a), b), (a, S(b)), (f, g), (a, d.keys()), (d.keys(), a), (d.keys(), [1, 5]), (a, [1]), ([1], a), (f, 'ab'), (a, None), (d.items(), {(1, 'a')}), (d.values(), a)):
        t(name, lambda: op(x, y))
for method in 'union', 'intersection', 'difference', 'symmetric_difference':
    t(method, lambda: getattr(a, method)([3, 9]))
    t(method, lambda: getattr(f, method)('ab'))
    t(method, lambda: getattr(S(a), method)({1: 2}))
    t(method, lambda: getattr(a, method)())
    t(method, lambda: getattr(a, method)([1], (2,)))
    t(method, lambda: getattr(a, method)(5))
    t(method, lambda: getattr(a, method)([[]]))
for method in 'update', 'intersection_update', 'difference_update', 'symmetric_difference_update':
    s = {1, 2, 3}
    print(method, getattr(s, method)([3, 4]), sorted(s), getattr(s, method)(s), sorted(s))
    t(method, lambda: getattr(s, method)(None))
    t(method, lambda: getattr(f, method))
for x, y in (a, b), (a, a), (a, {1, 2}), ({1}, a), (set(), a), (f, {1, 2}), (f, a), (a, f), (set(), frozenset()):
    print(x < y, x <= y, x == y, x != y, x >= y, x > y, x.isdisjoint(y), x.issubset(y), x.issuperset(y))
t('less than list', lambda: a < [1])
t('subset of list', lambda: {1}.issubset([1, 2]))
t('subset of text', lambda: {'a'}.issubset('abc'))
t('superset of 5', lambda: a.issuperset(5))
print(a == [1, 2, 3], f == (1, 2), frozenset() == set(), d.keys() == {1, 4}, {1, 4} == d.keys(), d.keys() <= {1, 4, 5}, d.items() > set(), {1} < d.keys())
print(hash(frozenset([1, 2, 3])) == hash(frozenset([3, 2, 1])), hash(F([1])) == hash(frozenset([1])), hash(frozenset()) == hash(frozenset([])), hash(frozenset([frozenset([1]), 2])) == hash(frozenset([2, frozenset([1])])), hash(frozenset(range(4))) == hash(frozenset([3, 2, 1, 0])))
t('hash', lambda: hash(a))
t('frozen of frozen', lambda: frozenset(f) is f)
t('frozen of F', lambda: frozenset(g))
t('copy', lambda: (f.copy() is f, g.copy() is g, a.copy() is a))
t('copy of S', lambda: S(a).copy())
t('copy of F', lambda: g.copy())
s = {1}
s |= {2}
s &= {2, 3}
s ^= {5}
s -= {2}
print(s)
f2 = f
f2 |= {9}
print(sorted(f2), sorted(f), f2 is f)


def in_place(op):
    s = {1, 2}
    if op == '|':
        s |= [3]
    elif op == '&':
        s &= 5
    elif op == '-':
        s -= 'a'
    else:
        s ^= {3: 1}.keys()
    return s


for op in '|&-^':
    t(op + '=', lambda: in_place(op))
t('self', lambda: (lambda s: (s.__isub__(s), s))({1, 2})[1])
t('self', lambda: (lambda s: (s.__ixor__(s), s))({1, 2})[1])
s = {1, 2}
t('add', lambda: s.add([]))
t('remove', lambda: s.remove(9))
t('remove', lambda: s.remove('k'))
t('remove', lambda: s.remove((1, 2)))
t('discard', lambda: s.discard(9))
t('discard', lambda: s.discard([]))
t('pop', lambda: set().pop())
t('pop', lambda: {5}.pop())
t('clear', lambda: s.clear() or s)
t('set of set', lambda: {frozenset([1])} & {frozenset([1])})
t('contains', lambda: {1} in {frozenset([1])})
t('contains', lambda: [] in {1})
t('same value', lambda: {1, 1.0, True})
t('first stays', lambda: {True, 1})
nan = float('nan')
t('one nan', lambda: len({nan, nan}))
t('arguments', lambda: set(1, 2))
t('arguments', lambda: set(5))
t('keywords', lambda: set(a=1))
t('keywords', lambda: frozenset(a=1))
t('item', lambda: a[0])
t('reprs', lambda: [set(), frozenset(), {1}, frozenset([1]), S([1]), F(), S()])


class R:
    def __ror__(self, other):
        return 'ror', sorted(other)

    def __rsub__(self, other):
        return 'rsub'

    def __and__(self, other):
        return 'and'

    def __gt__(self, other):
        return 'gt'


print({1} | R(), {1} - R(), R() & {1}, {1} < R())
rec = set()
s = S()
s.x = s
print(s, s.x is s, set.__or__({1}, 5), frozenset.__ror__(frozenset(), [1]), set.__contains__({1}, 1))
