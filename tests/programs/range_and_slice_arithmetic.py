# range as a sequence, and slices of all sequences with any start, stop and step.
def t(name, case):
    try:
        print(name, repr(case()))
    except BaseException as e:
        print(name, type(e).__name__, e)


big = 10 ** 30
for r in range(0), range(5), range(2, 10, 3), range(10, 2, -3), range(5, 5, -1), range(-3, 3), range(big, big + 5, 2), range(big, -big, -big), range(0, -5), range(1, 10 ** 18, 10 ** 17):
    n = len(r)
    print(r, n, list(r), list(reversed(r)), bool(r), r[1:], r[::-1], r[::2], r[-2:], r[:1], r == range(r.start, r.stop, r.step), hash(r) == hash(r[:]))
    t('first', lambda: (r[0], r[-1], r[n - 1]))
    t('after', lambda: r[n])
    t('before', lambda: r[-n - 1])
    print([r.count(x) for x in (0, 2, big, 2.0, 'a')], [x in r for x in (0, 5, 2.0, big, None, True)], r.index(r[-1]) if n else '-')
t('length', lambda: len(range(2 ** 63)))
t('index', lambda: range(2 ** 64)[2 ** 63 + 1])
t('index', lambda: range(3)['a'])
t('index of', lambda: range(3).index(5))
t('index of', lambda: range(3).index('a'))
t('zero', lambda: range(1, 2, 0))
t('float', lambda: range(1.0))
t('none', lambda: range(None))
t('arguments', lambda: range())
t('arguments', lambda: range(1, 2, 3, 4))
t('keywords', lambda: range(stop=3))
t('index', lambda: range(type('I', (), {'__index__': lambda self: 3})()))
print(range(0) == range(5, 5), range(0, 3, 2) == range(0, 4, 2), range(1) == [0], range(3) != range(4), range(5, 6, 9) == range(5, 7, 2), hash(range(0)) == hash(range(9, 2)), {range(3): 'r'}[range(0, 3, 1)])
t('less', lambda: range(1) < range(2))
t('add', lambda: range(1) + range(2))
t('times', lambda: range(1) * 2)
t('item', lambda: range(3).__setitem__(0, 1))
t('attribute', lambda: range(3).start.__class__)
i = iter(range(5))
next(i)
print(list(i), list(i), list(iter(range(big, big + 2))), i.__length_hint__())
t('slice of text', lambda: range(5)['a':])
texts = 'abcdefg', b'abcdefg', [*'abcdefg'], (*'abcdefg',), bytearray(b'abcdefg'), range(7), memoryview(b'abcdefg')
bounds = (None, None, None), (1, 5, 2), (5, 1, -2), (-3, None, None), (None, -3, None), (None, None, -1), (10, -10, -3), (-100, 100, 3), (3, 3, 1), (4, 2, 1), (2, 4, -1), (big, None, -1), (-big, big, 5), (0, 0, -1), (None, 2, -2)
for b in bounds:
    s = slice(*b)
    print(s, s.indices(7), s.indices(0), [bytes(x[s]).decode() if isinstance(x, (bytearray, memoryview)) else ''.join(x[s]) if isinstance(x, (list, tuple)) else x[s] for x in texts])
for x in texts[:5]:
    t('zero step', lambda: x[::0])
    t('text', lambda: x['a':])
    t('float', lambda: x[1.0])
    t('float slice', lambda: x[:1.5])
    t('tuple', lambda: x[1, 2])
    t('none', lambda: x[None])
    t('far', lambda: x[big])
    t('end', lambda: x[7])
    t('index', lambda: x[True])
l = list(range(10))
l[2:5] = 'xyzw'
print(l)
l[::3] = [0] * len(l[::3])
print(l)
del l[1::2]
print(l)
l[3:1] = ['in']
print(l)
l[-1:-1] = [1, 2]
print(l)
l[big:] = 'end'
print(l)
l[:] = l[::-1]
print(l)
l[1:3] = l
print(l)
del l[:big], l[5:1], l[::-1]
print(l)
t('length', lambda: [1, 2, 3].__setitem__(slice(None, None, 2), [1]))
t('length', lambda: [1, 2, 3].__setitem__(slice(2, 0, -1), 'abc'))
t('no iterable', lambda: [1].__setitem__(slice(0, 1), 5))
t('no iterable', lambda: [1].__setitem__(slice(0, 1, 2), 5))
t('bytes', lambda: bytearray(b'abc').__setitem__(slice(0, 1), 'x'))
t('bytes', lambda: bytearray(b'abc').__setitem__(slice(0, 1), [256]))
t('tuple', lambda: (1,).__setitem__)
s = slice(1, 2)
print(s == slice(1, 2, None), s != slice(1, 3), slice(1) < slice(2), s.start, s.stop, s.step, slice(None).stop, slice('a', [], {}))
t('indices', lambda: s.indices(-1))
t('indices', lambda: s.indices('a'))
t('indices', lambda: slice(1.5).indices(3))
t('arguments', lambda: slice())
t('reduce', lambda: s.__reduce__())
