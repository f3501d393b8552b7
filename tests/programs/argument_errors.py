def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
def f0(): pass
def f1(a): pass
def f2(a, b): pass
def f3(a, b, c): pass
def d1(a, b=2): pass
def d2(a, b=2, c=3): pass
def k1(*, a): pass
def k2(*, a, b): pass
def k3(*, a, b, c=1): pass
def m(a, *, b): pass
def md(a, c=1, *, b=2): pass
def po(a, b, /): pass
def po1(a, /, b): pass
def pk(a, /, **k): return a, k
def va(*a): return a
def kw(**k): return k
def al(a, /, b, *c, d, e=5, **f): return a, b, c, d, e, f
for f in f0, f1, f2, f3, d1, d2, k1, k2, k3, m, md, po, po1, va, kw, al:
    t(f); t(f, 1); t(f, 1, 2); t(f, 1, 2, 3, 4); t(f, a=1); t(f, 1, a=1); t(f, 1, 2, 3, 4, 5, b=1); t(f, x=1); t(f, 1, a=1, zz=2); t(f, b=1)
t(pk, 1, a=2); t(pk, a=2); t(po, a=1, b=2); t(po, 1, b=2); t(po1, a=1, b=2); t(al, 1, 2, 3, d=4, x=5); t(al, b=1, d=3); t(al, 1, 2, a=3, d=4)
class C:
    def m(self): pass
    def n(self, x): pass
    @classmethod
    def c(cls): pass
    @staticmethod
    def s(): pass
t(C().m, 1); t(C().n); t(C().n, 1, 2); t(C.c, 1); t(C.s, 1); t(C.m); t(C.n, 1); t(C, 1); t(C, a=1); t(C().m, a=1)
class I:
    def __init__(self, a, b): pass
t(I); t(I, 1); t(I, 1, 2, 3); t(I, 1, c=2); t(object, 1); t(object.__new__); t(object.__init__, 1, 2); t(object.__new__, 5); t(object.__new__, int)
class N:
    def __new__(cls, a): return object.__new__(cls)
t(N); t(N, 1, 2); t(lambda: isinstance(N(1), N))
class X: 
    def __init__(self): return 5
t(X)
g = lambda a: a
t(g); t(g, 1, 2); g.__name__ = 'named'; t(g); g.__qualname__ = 'qual.named'; t(g); t(g, b=1)
t(lambda: f1(*[1, 2])); t(lambda: f1(*5)); t(lambda: f1(**5)); t(lambda: f1(**{1: 2})); t(lambda: kw(**{'a': 1}, **{'a': 2})); t(lambda: kw(a=1, **{'a': 2})); t(lambda: f1(*(), **{'a': 1, 'b': 2})); t(lambda: f1(1, *None)); t(lambda: f1(1, **None)); t(lambda: C().n(*3, **4)); t(lambda: len(*5)); t(lambda: len(**{'a': 1}, **{'a': 2}))
t(lambda: 5()); t(lambda: 'a'()); t(lambda: None()); t(lambda: C()()); t(lambda: [1](2)); t(lambda: (1)(2))
class Keys:
    def keys(self): return ['a', 'b']
    def __getitem__(self, k): return k * 2
class NoItem:
    def keys(self): return ['a']
class BadKeys:
    def keys(self): raise ZeroDivisionError('keys')
t(lambda: kw(**Keys())); t(lambda: kw(**NoItem())); t(lambda: kw(**BadKeys())); t(lambda: va(*{'a': 1}, *'bc', 1))
def gen(): yield 1; raise KeyError('mid')
t(lambda: va(*gen())); t(lambda: va(1, *gen()))
def suggest(first_name, last_name=1): pass
t(suggest, first_nam=1); t(suggest, 1, last_nam=2); t(k3, a=1, b=2, cc=3)
