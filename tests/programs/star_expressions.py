# Stars in calls, displays, assignments, returns and subscripts; and the walrus.
def t(name, case):
    try:
        print(name, repr(case()))
    except BaseException as e:
        print(name, type(e).__name__, e)


def f(*args, **kw):
    return args, kw


class It:
    def __init__(self, *items, fail=None):
        self.items, self.fail = items, fail

    def __iter__(self):
        print('iter', self.items)
        yield from self.items
        if self.fail:
            raise self.fail


class Map:
    def __init__(self, **items):
        self.items = items

    def keys(self):
        print('keys')
        return self.items.keys()

    def __getitem__(self, key):
        return self.items[key]


def say(x):
    print('say', x)
    return x


t('order', lambda: f(say(1), *It(2, 3), say(4), *It(5), k=say(6), **Map(m=7), l=say(8)))
t('keyword before star', lambda: f(k=say('k'), *say([1])))
t('twice', lambda: f(**{'a': 1}, **{'a': 2}))
t('twice', lambda: f(a=1, **{'a': 2}))
t('not text', lambda: f(**{1: 2}))
t('no mapping', lambda: f(**5))
t('no mapping', lambda: f(**[1]))
t('no iterable', lambda: f(*5))
t('no iterable', lambda: f(1, *None))
t('fails', lambda: f(*It(1, fail=KeyError('it'))))
t('type error inside', lambda: f(*It(1, fail=TypeError('inner'))))
t('attribute error inside', lambda: f(**type('M', (), {'keys': lambda self: self.x})()))
t('key error inside', lambda: f(**type('M', (), {'keys': lambda self: ['a'], '__getitem__': lambda self, k: {}[k]})()))
t('list', lambda: [*It(1), 0, *'ab', *{}, *range(2)])
t('tuple', lambda: (*It(1), *[], 2))
t('set', lambda: {*[1, 1], *(2,), 1} == {1, 2})
t('dict', lambda: {'a': 1, **{'a': 2, 'b': 3}, 'b': 4, **Map(c=5)})
t('dict order', lambda: list({**{'z': 1}, 'y': 2, **{'z': 3}}.items()))
t('list of none', lambda: [*None])
t('dict of none', lambda: {**None})
t('unhashable', lambda: {*[[]]})


def returns(x):
    return 1, *x, 2


def yields(x):
    yield 0, *x


t('return', lambda: returns('ab'))
t('yield', lambda: list(yields('ab')))
for x in (*[1, 2], 3):
    print(x, end=' ')
print()
a, *b = 1,
print(a, b)
*a, b = 'xyz'
print(a, b)
a, *b, c = range(5)
print(a, b, c)
(a, *b), *c = [[1, 2, 3], 4, 5]
print(a, b, c)
[*a] = 'ab'
print(a)
*a, = ()
print(a)
for a, *b in [(1, 2, 3), 'x', [4, 5]]:
    print(a, b, end=';')
print()
d = {}
d['k'], *d['rest'] = 1, 2, 3
print(d)
l = [0] * 3
l[0], *l[1:] = 'abc'
print(l)


def short():
    a, *b, c = [1]


def empty():
    a, *b = ()


def many():
    a, b = 1, 2, 3


def few():
    a, b, c = 1, 2


def none():
    a, b = None


def none_star():
    a, *b = 5


def text():
    a, b = 'abc'


def endless():
    import itertools
    a, b = itertools.count()


for case in short, empty, many, few, none, none_star, text, endless:
    t(case.__name__, case)
i = 0
l = [1, 2, 3]
i, l[i] = 2, 'set'
print(i, l)
x = y = z = []
x += [1]
print(z, x is y)
if (n := len(l)) > 2:
    print('n', n)
print([y := 1, y + 1], y, [last := v for v in 'abc'], last)
print((lambda: (w := 5) + w)(), f(k := 3, m=(k := k + 1)), k)
while (n := n - 1):
    print(n, end=' ')
print(n)
total = 0
print([total := total + v for v in range(5)], total)
print(any((hit := v) > 3 for v in [1, 5, 2]), hit)


class Scope:
    inside = [z := 1, z + 1]


print(Scope.inside, Scope.z)


def closure():
    found = None
    def inner():
        nonlocal found
        return [found := v for v in 'xy']
    return inner(), found


print(closure())
print((a := 1, b := 2), a, b, {(k := 'key'): (v := 'value')}, k, v)
print(f'{(p := 5)} {p:=3}')
