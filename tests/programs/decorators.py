five = 5
def replaced(g): return "replaced"
def named(c): return c.__name__
log = []
def tr(n):
    log.append(('eval', n))
    def d(f): log.append(('apply', n, getattr(f, '__name__', type(f).__name__))); return f
    return d
@tr(1)
@tr(2)
def f(x=log.append('default')): pass
@tr('c1')
@tr('c2')
class C(tr('base') and object):
    log.append('body')
    @tr('m')
    def m(self): return 'm'
    @property
    @tr('p')
    def p(self): return 'p'
    @staticmethod
    @tr('s')
    def s(): return 's'
    @classmethod
    def k(cls): return cls.__name__
    @replaced
    def r(self): pass
for x in log: print(x)
print(C().m(), C().p, C.s(), C.k(), C.r)
class Count:
    def __init__(self, f): self.f, self.n = f, 0
    def __call__(self, *a): self.n += 1; return self.f(*a)
    def __get__(self, o, t): return (lambda *a: self(o, *a)) if o is not None else self
@Count
def fact(n): return 1 if n < 2 else n * fact(n - 1)
print(fact(5), fact.n)
class U:
    @Count
    def m(self, x): return x * 2
u = U(); print(u.m(3), u.m(4), U.m.n)
def memo(f):
    cache = {}
    def w(*a):
        if a not in cache: cache[a] = f(*a)
        return cache[a]
    w.cache = cache
    return w
@memo
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(60), len(fib.cache))
def register(cls, reg={}): reg[cls.__name__] = cls; cls.reg = reg; return cls
@register
class R1: pass
@register
class R2: pass
print(sorted(R1.reg))
def param(*args, **kw): return lambda f: lambda *a: (args, sorted(kw), f(*a))
@param(1, 2, z=3)
def g(x): return x
print(g(9))
try:
    @five
    def bad(): pass
except TypeError as e: print(e)
try:
    @undefined
    def bad(): print('never')
except NameError as e: print(e)
@named
class Printed: pass
print(Printed)
