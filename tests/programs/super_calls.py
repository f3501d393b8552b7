def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
class A:
    x = 'A.x'
    def f(self, n): return ['A', n]
    @classmethod
    def c(cls): return ['A.c', cls.__name__]
    @staticmethod
    def s(v): return ['A.s', v]
    @property
    def p(self): return 'A.p'
    def __init__(self): self.made = ['A']
    def __getattr__(self, name): return 'missing ' + name
class B(A):
    x = 'B.x'
    def f(self, n): return ['B'] + super().f(n + 1)
    @classmethod
    def c(cls): return ['B.c'] + super().c()
    @staticmethod
    def s(v): return ['B.s'] + super(B, B).s(v)
    @property
    def p(self): return 'B.p ' + super().p
    def __init__(self): super().__init__(); self.made.append('B')
class C(A):
    def f(self, n): return ['C'] + super(C, self).f(n * 2)
    def __init__(self): super().__init__(); self.made.append('C')
class D(B, C):
    def f(self, n): return ['D'] + super().f(n)
    def __init__(self): super().__init__(); self.made.append('D')
    def inner(self):
        def g(): return super(D, self).f(0), __class__.__name__
        return g()
    def lam(self): return (lambda: __class__)() is D
    def comp(self): return [super(D, self).f(i)[0] for i in range(2)]
    def closure(self):
        s = super()
        return s.f, s.x, s.p
d = D()
print(d.f(1), d.c(), D.s(3), d.p, d.made, d.inner(), d.lam(), d.comp(), d.closure()[1:], d.closure()[0](5))
t(lambda: super()); t(lambda: super(int)); t(lambda: super(int, 'a')); t(lambda: super(B, A())); t(lambda: super(1, 2)); t(lambda: super(B, C))
def outside(self): return super().f(1)
t(outside, d)
class NoSelf:
    def f(): return super()
t(NoSelf.f)
class Deleted:
    def f(self): del self; return super()
t(Deleted().f)
class Swapped:
    def f(self): self = 5; return super()
t(Swapped().f)
s = super(B, d); print(s.__thisclass__.__name__, type(s.__self__).__name__, s.__self_class__.__name__, s.x, s.f(7))
t(lambda: s.nothing); t(setattr, s, 'x', 1); t(lambda: super(D, d).__init__(1))
u = super(B); print(u.__self__, u.__thisclass__.__name__, u.__get__(d).f(2)); t(lambda: u.f)
class E(A): f = None; sup = None
E.sup = super(E); print(E().sup.f(1), E.sup.__self__)
class Early:
    def __new__(cls, *a): obj = super().__new__(cls); obj.args = a; return obj
    def __init_subclass__(cls): cls.sub = True; super().__init_subclass__()
    def __repr__(self): return 'Early ' + super().__repr__()[:1]
    def __eq__(self, o): return super().__eq__(o) is NotImplemented
    __hash__ = None
class Late(Early): pass
print(Early(1, 2).args, Late.sub, repr(Late()), Early() == 5)
class Meta(type):
    def __call__(cls, *a): print('call', a); return super().__call__(*a)
    def __new__(m, n, b, d, **k): print('new', n, k); return super().__new__(m, n, b, d)
    def __init__(cls, n, b, d, **k): print('init', n); super().__init__(n, b, d)
class M(metaclass=Meta, key=1):
    def __init__(self, *a): super().__init__()
M(1)
class P:
    def get(self): return 'P'
class Q(P):
    def get(self):
        for _ in [1]: yield super().get()
    async def co(self): return super().get
    def gen(self): return list(super(Q, self).get() for _ in 'ab')
print(list(Q().get()), Q().gen())
t(Q().co().send, None) if False else None
try: Q().co().send(None)
except StopIteration as e: print(e.value())
