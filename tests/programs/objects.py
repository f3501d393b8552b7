class P:
    def __init__(self): self.x = 1
p = P(); p.y = 2; print(p.__dict__, vars(p)); p.__dict__['z'] = 3; print(p.z, sorted(p.__dict__)); del p.x; print(hasattr(p, 'x'), p.__dict__); p.__dict__ = {'n': 1}; print(p.n, hasattr(p, 'y')); p.m = 5; print(p.__dict__)
for i in range(100): setattr(p, 'a%d' % i, i)
print(len(p.__dict__), p.a99, p.a0)
class Q(P): pass
q = P(); q.__class__ = Q; print(type(q).__name__, q.x, isinstance(q, Q))
print(getattr(p, 'n'), getattr(p, 'nope', None), hasattr(P, '__init__'), P.__init__.__name__, callable(P), object.__eq__(1, 1), object().__eq__(1), (1).__class__, type(p) is P, p.__class__ is P, p.__doc__, P.__dict__.get('nope'))
class R:
    @property
    def v(self): 'doc'; return 5
    @classmethod
    def c(cls): return cls
    @staticmethod
    def s(): return 's'
r = R(); print(r.v, R.c() is R, r.s(), R.v.__doc__, R.v.fget.__name__, type(R.__dict__['c']).__name__, R.__dict__['s'].__func__())
try: r.v = 1
except AttributeError as e: print(e)
try: del r.v
except AttributeError as e: print(e)
class T(type):
    def __getattr__(cls, n): return 'meta ' + n
    def __len__(cls): return 7
    def __iter__(cls): return iter('xy')
    def __contains__(cls, v): return v == 1
    def __getitem__(cls, k): return k
    def __repr__(cls): return '<T %s>' % cls.__name__
    def __instancecheck__(cls, o): return o == 5
    def __subclasscheck__(cls, c): return c is int
    def __call__(cls, *a): return super().__call__(*a)
class U(metaclass=T): pass
print(U.anything, len(U), list(U), 1 in U, U[3], U, isinstance(5, U), isinstance(6, U), issubclass(int, U), issubclass(str, U), bool(U))
a = A = type('A', (), {'f': lambda self: 1, '__slots__': ('q',)}); o = A(); o.q = 2; print(o.f(), o.q, A.__name__, A.__slots__)
class V:
    def __new__(cls, v): o = super().__new__(cls); o.v = v; return o if v else 'none'
print(V(1).v, V(0))
class X:
    def __init__(self): return 5
try: X()
except TypeError as e: print(e)
class Y:
    def __getattr__(self, n):
        if n == 'a': return self.b
        raise AttributeError(n)
try: Y().a
except AttributeError as e: print(e)
class Z:
    def __eq__(self, o): return NotImplemented
    def __lt__(self, o): return NotImplemented
    __hash__ = None
print(Z() == Z(), Z() != 1)
try: Z() < Z()
except TypeError as e: print(e)
try: hash(Z())
except TypeError as e: print(e)
print(int.__mro__, bool.__mro__, (True).__class__.__bases__, int.__subclasses__()[:1], type.__mro__, super(Q, q).__init__.__self__ is q, dir(object)[:4], len(dir(q)) > 20)
print(type('D', (dict,), {})(a=1), type('L', (list,), {'x': 1})([1]).x, issubclass(bool, int), type.__call__(int, '5'), int('7').__add__(1), [].__class__.__name__, {}.__len__(), (5).__bool__(), 'a'.__eq__('a'), [1].__contains__(1))
