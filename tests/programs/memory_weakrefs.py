# Weak references: callbacks, equality, subclasses, proxies.
import _weakref as w, gc


def t(name, case):
    try:
        print(name, repr(case()))
    except BaseException as e:
        print(name, type(e).__name__, e)


class O:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        return isinstance(other, O) and self.n == other.n

    def __hash__(self):
        return hash(self.n)

    def method(self):
        return 'method of %d' % self.n


def calls():
    log = []
    o = O(1)
    refs = [w.ref(o, lambda r, i=i: log.append((i, r() is None))) for i in range(3)]
    del o
    gc.collect()
    return sorted(log), [r() for r in refs]


print(calls())
o, p, q = O(1), O(1), O(2)
a, b, c = w.ref(o), w.ref(p), w.ref(q)
print(a == b, a != b, a == c, a is w.ref(o), a is w.ref(o, print), hash(a) == hash(b), a == o, {a: 1}[b])
d = w.ref(O(5))
gc.collect()
print(d() is None, d == w.ref(O(5)), d == d)
t('hash of a dead one', lambda: hash(d))
t('hash kept', lambda: hash(a) == hash(O(1)))
t('callback', lambda: w.ref(o, 5).__callback__)
print(repr(d)[:9], repr(d)[-6:], type(a) is w.ref)


class Sub(w.ref):
    __slots__ = 'extra',

    def __new__(cls, o, extra):
        made = super().__new__(cls, o)
        made.extra = extra
        return made

    def __init__(self, o, extra):
        super().__init__(o)

    def __call__(self):
        found = super().__call__()
        return found and (found.n, self.extra)


s = Sub(q, 'more')
print(s(), s.extra, s is Sub(q, 'more'), s == w.ref(q), isinstance(s, w.ref))
x = w.proxy(o)
print(x.n, x.method(), x == o, isinstance(x, O), x.__class__.__name__, bool(x))
x.n = 7
print(o.n)
del x.n
t('deleted', lambda: o.n)
o.n = 1


class Full:
    def __call__(self, *args):
        return args

    def __len__(self):
        return 3

    def __getitem__(self, key):
        return key

    def __setitem__(self, key, value):
        self.set = key, value

    def __contains__(self, key):
        return key == 1

    def __iter__(self):
        return iter('abc')

    def __add__(self, other):
        return 'add', other

    def __radd__(self, other):
        return 'radd', other

    def __iadd__(self, other):
        return self

    def __neg__(self):
        return 'neg'

    def __bool__(self):
        return False

    def __str__(self):
        return 'str'

    def __lt__(self, other):
        return 'lt'

    def __index__(self):
        return 2

    def __float__(self):
        return 1.5


f = Full()
x = w.proxy(f)
x[1] = 2
print(x(1, 2), len(x), x['k'], f.set, 1 in x, 2 in x, list(x), x + 1, 1 + x, -x, bool(x), str(x), x < 3, float(x), 'abc'[x], int(x) if hasattr(Full, '__int__') else '-')
del f
gc.collect()
for name, case in (('attr', lambda: x.n), ('call', lambda: x()), ('len', lambda: len(x)), ('str', lambda: str(x)), ('add', lambda: x + 1), ('bool', lambda: bool(x)), ('set', lambda: setattr(x, 'a', 1)), ('item', lambda: x[0]), ('eq', lambda: x == 1), ('iter', lambda: iter(x))):
    t(name, case)
for value in 1, 'a', (), None, 1.5, b'', object, len, t, {1}, frozenset(), gc, lambda: 0, (i for i in ''), type(t), print, range(3), [], {}, O(1).method, Full:
    try:
        w.ref(value)
        print('ok', end=' ')
    except TypeError as e:
        print(str(e).split("'")[1], end=' ')
print()
m = w.ref(O(3).method)
gc.collect()
print(m() is None)


class Cycle:
    def __init__(self):
        self.me = self


seen = []
r = w.ref(Cycle(), lambda ref: seen.append('gone'))
gc.collect()
print(r() is None, seen)
