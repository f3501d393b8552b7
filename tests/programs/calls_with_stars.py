def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
def f(a, b=2, *args, c, d=4, **kw): return a, b, args, c, d, kw
print(f(1, c=3), f(1, 5, 6, 7, c=8, e=9), f(*[1, 2], *(3,), c=4, **{'d': 5}, **{'e': 6}), f(*'ab', **dict(c=1)), f(c=1, *[2]), f(*[], *[1], c=2), f(1, **{'c': 1, 'zz': 2}, y=3))
def p(a, /, b, *, c): return a, b, c
print(p(1, 2, c=3), p(1, b=2, c=3), p(*[1], **{'b': 2, 'c': 3})); t(p, a=1, b=2, c=3); t(p, 1, 2, 3); t(p, 1); t(p, 1, 2); t(p, 1, 2, c=3, d=4); t(lambda: p(1, 2, b=3, c=4)); t(p)
def pk(a, /, **kw): return a, kw
print(pk(1, a=2), pk(1, **{'a': 3, 'x y': 4})); t(pk); t(lambda: pk(a=1)); t(lambda: pk(1, **{5: 6}))
def kwonly(*, a, b=1, **k): return a, b, k
print(kwonly(a=1), kwonly(**{'a': 1, 'b': 2, 'z': 3})); t(kwonly); t(kwonly, 1); t(kwonly, b=2); t(lambda: kwonly(1, a=2))
def none(): return 'none'
t(none, 1); t(none, x=1); t(none, *[], **{}); t(lambda: none(*[1, 2])); t(lambda: none(**{'a': 1, 'b': 2}))
def two(a, b): return a, b
t(two); t(two, 1); t(two, 1, 2, 3); t(two, 1, a=2); t(lambda: two(b=1, c=2)); t(lambda: two(1, 2, c=3)); t(lambda: two(*[1], **{'a': 2})); t(lambda: two(**{'a': 1}, **{'a': 2})); t(lambda: two(*5)); t(lambda: two(**5)); t(lambda: two(**[1])); t(lambda: two(*None)); t(lambda: two(1, **{'b': 2, 3: 4}))
def three(a, b, c): pass
def many(a, b, c, d, e): pass
def default(a, b=1, c=2): pass
def kws(*, a, b, c): pass
t(three); t(three, 1); t(many); t(many, 1, 2, 3, 4, 5, 6); t(default); t(default, 1, 2, 3, 4); t(kws); t(kws, a=1); t(lambda: kws(1, 2, a=1, b=2, c=3)); t(lambda: default(1, 2, 3, 4, c=5))
class C:
    def m(self, a, *b, **c): return a, b, c
    @classmethod
    def k(cls, *a, **b): return cls.__name__, a, b
    @staticmethod
    def s(*a): return a
    def __call__(self, *a, **k): return 'call', a, k
    def no(): return 'never'
c = C(); print(c.m(1), c.m(*[1, 2], x=3), C.m(c, 1), c.k(1, z=2), C.k(), c.s(1), C.s(*'ab'), c(1, k=2), c(*[1], **{'y': 2})); t(c.m); t(C.m); t(c.no); t(c.m, self=1); t(lambda: C(1)); t(lambda: C(x=1))
class I:
    def __init__(self, a, *, b): self.v = a, b
print(I(1, b=2).v, I(**{'a': 1, 'b': 3}).v); t(I); t(I, 1); t(I, 1, 2)
class M(dict): pass
class Mapping:
    def keys(self): return ['a', 'b']
    def __getitem__(self, k): return k * 2
print(two(**Mapping()), two(**M(a=1, b=2)), pk(1, **Mapping()))
class BadMap:
    def keys(self): raise ValueError('keys failed')
    def __getitem__(self, k): pass
t(lambda: two(**BadMap()))
class BadGet(Mapping):
    def __getitem__(self, k): raise ValueError('getitem ' + k)
t(lambda: two(**BadGet()))
def gen(): yield 1; yield 2
def bad_gen(): yield 1; raise TypeError('inside generator')
print(two(*gen()), two(*{1: 'a', 2: 'b'}), two(*'xy'), two(*range(2)), max(*gen()), [*gen(), *gen()], (*gen(), 0), {*gen(), 1}, {**{'a': 1}, 'b': 2, **{'a': 3}}, [*{}, *''], dict(**{'x': 1}, y=2)); t(lambda: two(*bad_gen())); t(lambda: [*5]); t(lambda: {**5}); t(lambda: {*5}); t(lambda: (*None,)); t(lambda: dict(a=1, **{'a': 2})); t(lambda: {**{'a': 1}, **[2]})
print(*[1, 2, 3], sep='-', end='!\n'); print(*'abc', *range(2), **{'sep': '|'}); t(lambda: print(1, sep=5)); t(lambda: print(1, bad=2)); t(len); t(len, 1, 2); t(lambda: len(obj=[])); t(lambda: int(x=5)); t(int, '1', base=5); t(lambda: int(base=5)); t(lambda: [].append(x=1)); t(lambda: 'a'.split(sep=None, maxsplit=1)); t(lambda: 'a b'.split(None, 1, 2)); t(lambda: sorted([1], None)); t(lambda: isinstance(1)); t(5); t(None); t('abc'); t(lambda: (1)()); t(lambda: c.m.nothing())
print((lambda *a, **k: (a, k))(1, *[2], x=3, **{'y': 4}), (lambda a, /, b=2, *, c=3: (a, b, c))(1), (lambda: 'none')(), (lambda *, k: k)(k=1), (lambda *a: a)())
args, kw = [1, 2], {'k': 'v'}
def keep(*a, **k): a += (3,); k['new'] = 1; return a, k
print(keep(*args, **kw), args, kw); many_args = list(range(300)); print(len((lambda *a: a)(*many_args)), (lambda **k: len(k))(**{f'k{i}': i for i in range(300)}))
def deco(*dargs, **dk):
    def d(fn):
        def wrapper(*a, **k): return dargs, dk, fn(*a, **k)
        return wrapper
    return d
@deco(1, x=2)
def decorated(a, b=5): return a + b
print(decorated(1), decorated(1, b=2)); t(decorated)
