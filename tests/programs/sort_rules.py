# Sorting: stability, keys, what may change meanwhile, and what happens when a comparison fails.
def t(name, case):
    try:
        print(name, repr(case()))
    except BaseException as e:
        print(name, type(e).__name__, e)


pairs = [(3, 'a'), (1, 'b'), (3, 'c'), (2, 'd'), (1, 'e'), (3, 'f')]
print(sorted(pairs, key=lambda p: p[0]))
print(sorted(pairs, key=lambda p: p[0], reverse=True))
print(sorted(pairs, key=lambda p: -p[0]))
print(sorted('hello World', key=str.lower), sorted({3: 1, 1: 2}), sorted([True, False, 2, 0.5]))
print(sorted([[2, 1], [1, 5], [1]]), sorted([(1, 'b'), (1, 'a')]), sorted(['', 'b', 'ab', 'a']))
many = [(i * 7919) % 1000 for i in range(1000)]
print(sorted(many) == list(range(1000)), sorted(many, reverse=True) == list(range(999, -1, -1)))
runs = list(range(100)) + list(range(50)) + list(range(80, 0, -1))
print(sorted(runs)[:12], sorted(runs)[-5:], len(sorted(runs)))
t('mixed', lambda: sorted([1, 'a']))
t('none', lambda: sorted([None, 1]))
t('complex', lambda: sorted([1j, 2j]))
t('one complex', lambda: sorted([1j]))
t('dicts', lambda: sorted([{}, {}]))
t('in tuples', lambda: sorted([(1, {}), (1, [])]))
t('in equal tuples', lambda: sorted([(1, {}), (2, [])]))
t('arguments', lambda: sorted())
t('arguments', lambda: sorted([], str))
t('arguments', lambda: sorted([1], cmp=1))
t('key', lambda: sorted([1, 2], key=5))
t('key of nothing', lambda: sorted([], key=5))
t('reverse', lambda: sorted([2, 1, 3], reverse=2))
t('reverse', lambda: sorted([1], reverse='a'))
t('not iterable', lambda: sorted(5))
t('positional', lambda: [].sort(str))


class Count:
    calls = []

    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        Count.calls.append((self.n, other.n))
        return self.n < other.n

    def __gt__(self, other):
        print('never')


for order in [2, 1], [1, 2, 3], [3, 1, 2], [1, 1, 1], [4, 3, 2, 1], [2, 4, 1, 3, 5]:
    Count.calls.clear()
    print(order, [c.n for c in sorted(map(Count, order))], Count.calls)


class Right:
    def __init__(self, n):
        self.n = n

    def __gt__(self, other):
        return self.n > other.n


print([r.n for r in sorted(map(Right, [3, 1, 2]))])


class Odd:
    def __lt__(self, other):
        return []


print(len(sorted([Odd(), Odd(), Odd()])))


class Fails:
    def __init__(self, n):
        self.n = n

    def __repr__(self):
        return 'F%d' % self.n

    def __lt__(self, other):
        if self.n == 2 or other.n == 2:
            raise RuntimeError('compared 2')
        return self.n < other.n


items = [Fails(n) for n in (4, 3, 1, 2, 0)]
t('fails', lambda: items.sort())
print(sorted(i.n for i in items), len(items))
seen = []
items = [3, 1, 2]


def look(x):
    seen.append(list(items))
    return x


items.sort(key=look)
print(seen, items)


def grow(x):
    items.append(x)
    return x


t('grows', lambda: items.sort(key=grow))
print(items)


def shrink(x):
    items.clear()
    return x


t('clears', lambda: items.sort(key=shrink))
print(items)


def key_fails(x):
    if x == 2:
        raise KeyError(x)
    return x


items = [3, 2, 1]
t('key fails', lambda: items.sort(key=key_fails))
print(items)


class BadLess(int):
    def __lt__(self, other):
        return int.__gt__(self, other)


print(sorted([BadLess(1), BadLess(3), BadLess(2)]), sorted([1, BadLess(3), 2]))


class Str(str):
    def __lt__(self, other):
        return len(self) < len(other)


print(sorted([Str('ccc'), Str('bb'), Str('a')]), sorted(['b', Str('aaa'), 'c']))
nan = float('nan')
print(sorted([nan, 1.0]), sorted([2.0, nan, 1.0]), sorted([1, nan]))
print(sorted([2 ** 70, -2 ** 70, 5, 0.5, float('inf'), -float('inf')]))
print(min(pairs), max(pairs), min(pairs, key=lambda p: -p[0]), max(pairs, key=lambda p: p[0]), min([], default=5), max('abc', 'b'))
t('min', lambda: min([]))
t('max', lambda: max(1))
t('min default', lambda: min(1, 2, default=3))
t('max key', lambda: max([1, -5, 3], key=abs))
t('max none key', lambda: max([1, 2], key=None))
items = [1, 2, 3]
items.sort(reverse=True)
print(items, items.sort(), items)
print(list(reversed(items)), sorted(reversed(items)), sorted(x for x in 'cab'))
print(sorted([b'b', b'a', b'']), sorted([{1, 2}, {1}, set()]), sorted(['\U0001f600', '\uffff', 'z', 'é']))
