# Dictionaries and sets that change while they are gone through, or while they look for a key.
def t(name, case):
    try:
        print(name, repr(case()))
    except BaseException as e:
        print(name, type(e).__name__, e)


def loop(make, step, view=iter):
    d = make()
    seen = []
    for item in view(d):
        seen.append(item)
        if len(seen) > 20:
            return 'endless', len(seen)
        step(d, item)
    return seen


abc = lambda: {'a': 1, 'b': 2, 'c': 3}
for name, view in ('keys', dict.keys), ('values', dict.values), ('items', dict.items), ('reversed', reversed):
    t(name + ' grows', lambda: loop(abc, lambda d, k: d.__setitem__(('new', len(d)), 0), view))
    t(name + ' shrinks', lambda: loop(abc, lambda d, k: d.popitem(), view))
    t(name + ' clears', lambda: loop(abc, lambda d, k: d.clear(), view))
    t(name + ' replaces', lambda: loop(abc, lambda d, k: d.update(a=len(d), c=9), view))
t('swaps', lambda: loop(abc, lambda d, k: (d.pop('a', 0), d.__setitem__('z', 0)) if 'a' in d else None))
t('last one grows', lambda: loop(lambda: {1: 1}, lambda d, k: d.setdefault(2, 2)))
for name, step in ('add', lambda s, x: s.add(x + 100)), ('discard', lambda s, x: s.discard(x)), ('clear', lambda s, x: s.clear()), ('same', lambda s, x: s.add(x)):
    t('set ' + name, lambda: loop(lambda: {1, 2, 3}, step))
l = [1, 2, 3, 4]
for x in l:
    if x < 3:
        l.append(x + 10)
    l.remove(x)
print(l)
i = iter({1: 2})
next(i)
t('ended', lambda: next(i))
d = {1: 1, 2: 2}
i = iter(d)
next(i)
d[3] = 3
t('grown', lambda: next(i))
del d[3]
t('stays wrong', lambda: next(i))
print(i.__length_hint__())
v = d.keys()
d[9] = 9
print(list(v), len(v), 9 in v, v == {1, 2, 9}, v & {1, 5}, v - {1} == {2, 9}, v ^ {1} == {2, 9}, v.isdisjoint({4}))


class Key:
    armed = None

    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return 1

    def __eq__(self, other):
        if Key.armed:
            armed, Key.armed = Key.armed, None
            armed()
        return isinstance(other, Key) and self.n == other.n

    def __repr__(self):
        return 'K%d' % self.n


def armed(d, what, case):
    Key.armed = what
    try:
        return case()
    finally:
        Key.armed = None


d = {Key(1): 1, Key(2): 2, Key(3): 3}
t('clear in get', lambda: armed(d, d.clear, lambda: d.get(Key(2))))
print(d)
d = {Key(1): 1, Key(2): 2, Key(3): 3}
t('grow in set', lambda: armed(d, lambda: d.update({n: n for n in range(50)}), lambda: d.__setitem__(Key(3), 'three')))
print(len(d), d[Key(3)], d[49])
d = {Key(1): 1, Key(2): 2}


def fails():
    raise LookupError('in __eq__')


t('fails in get', lambda: armed(d, fails, lambda: d.get(Key(2))))
t('fails in set', lambda: armed(d, fails, lambda: d.setdefault(Key(2), 0)))
t('fails in pop', lambda: armed(d, fails, lambda: d.pop(Key(2))))
t('fails in in', lambda: armed(d, fails, lambda: Key(2) in d))
t('fails in ==', lambda: armed(d, fails, lambda: d == {Key(1): 1, Key(2): 2}))
print(d)
s = {Key(1), Key(2)}
t('fails in a set', lambda: armed(s, fails, lambda: Key(2) in s))
t('clear in a set', lambda: armed(s, s.clear, lambda: s.add(Key(2))))
print(len(s))


class Value:
    def __init__(self, d):
        self.d = d

    def __eq__(self, other):
        self.d.clear()
        return True


d = {}
d.update(a=Value(d), b=2)
t('clear in ==', lambda: d == {'a': 1, 'b': 2})
print(len(d))


class Unhashable:
    __hash__ = None


for bad in [], {}, set(), Unhashable(), (1, []), bytearray():
    t('hash', lambda: {bad: 1})
    t('in', lambda: bad in {})
    t('get', lambda: {}.get(bad))
t('set', lambda: {[]})
t('set of set', lambda: {1} in {frozenset({1})})
t('discard', lambda: {frozenset({1})}.remove({1}))
t('update', lambda: {}.update([1]))
t('update', lambda: {}.update(['abc']))
t('update', lambda: {}.update([(1, 2), (3,)]))
t('update', lambda: {}.update(5))
t('fromkeys', lambda: dict.fromkeys('aba', 0))
t('dict', lambda: dict([['a', 1], 'bc'], a=2))
for bad in lambda: dict(1, 2), lambda: dict(5), lambda: {}.pop('x'), lambda: {}.popitem(), lambda: {}['k'], lambda: {}[1, 2], lambda: {}.pop(), lambda: {**5}, lambda: dict(**{1: 2}):
    t('bad', bad)
