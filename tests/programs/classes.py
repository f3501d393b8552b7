class A:
    x = 1
    def __init__(self, v=0): self.v = v
    def get(self): return self.v
    @classmethod
    def make(cls, v): return cls(v)
    @staticmethod
    def st(a): return a * 2
    @property
    def p(self): return self.v * 10
    @p.setter
    def p(self, val): self.v = val
    @p.deleter
    def p(self): self.v = -1
class B(A):
    def get(self): return super().get() + 1
    def __repr__(self): return f'B({self.v})'
a, b = A(5), B(6); print(a.get(), b.get(), A.make(3).v, B.make(4), A.st(4), a.st(3), a.p, b.x, A.x); a.p = 7; print(a.v, a.p); del a.p; print(a.v); B.x = 2; print(A.x, B.x, a.x, b.x); b.x = 3; print(B.x, b.x, b.__dict__); del b.x; print(b.x)
print(isinstance(b, A), issubclass(B, A), type(b).__name__, B.__bases__, B.__mro__, A.__name__, A.__qualname__, A.__module__, type(A), type(type), B.__base__, isinstance(A, type), hasattr(a, 'zz'), getattr(a, 'v'), getattr(a, 'q', 'dflt'))
class D:
    def __getattr__(self, n): return 'dyn_' + n
    def __setattr__(self, n, v): object.__setattr__(self, n, v * 2)
    def __delattr__(self, n): print('del', n)
d = D(); d.y = 4; print(d.y, d.foo); del d.foo
class G:
    def __getattribute__(self, n):
        if n == 'secret': raise AttributeError('no')
        return object.__getattribute__(self, n)
g = G(); g.a = 1; print(g.a, hasattr(g, 'secret'))
class Desc:
    def __set_name__(self, owner, name): self.name = name; print('set_name', owner.__name__, name)
    def __get__(self, inst, owner): return (inst is None, owner.__name__, self.name)
    def __set__(self, inst, v): inst.__dict__[self.name] = v
class H:
    q = Desc()
h = H(); print(H.q, h.q); h.q = 5; print(h.__dict__, h.q)
class S:
    __slots__ = ('a', 'b')
    def __init__(self): self.a = 1
s = S(); print(s.a, hasattr(s, 'b'), S.a)
for bad in [lambda: s.b, lambda: setattr(s, 'c', 1), lambda: A().zz, lambda: A.zz, lambda: A(1, 2), lambda: object(1), lambda: object().x, lambda: setattr(object(), 'x', 1), lambda: A.get(), lambda: type('X', (int, str), {}), lambda: type('X', (A, B), {}), lambda: setattr(int, 'x', 1), lambda: A().p.x, lambda: super(A, 5), lambda: type('Y', (bool,), {}), lambda: B.__mro__.foo, lambda: del_(a), lambda: type('Z', (A, A), {}), lambda: type(1, 2), lambda: type('a', 'b', 'c'), lambda: isinstance(1, 1), lambda: issubclass(1, int), lambda: A.v]:
    try: print(bad())
    except Exception as e: print(type(e).__name__, e)
class M(type):
    def __new__(m, name, bases, ns, **kw): print('new', name, kw); return super().__new__(m, name, bases, ns)
    def __init__(c, name, bases, ns, **kw): super().__init__(name, bases, ns)
    def __call__(c, *a): print('call', a); return super().__call__(*a)
    @classmethod
    def __prepare__(m, name, bases, **kw): return {'prepared': 1}
    def meth(c): return c.__name__
class N(metaclass=M, opt=1):
    def __init__(self, z): self.z = z
n = N(9); print(n.z, N.prepared, N.meth(), type(N))
class I:
    def __init_subclass__(cls, tag=None, **kw): cls.tag = tag; super().__init_subclass__(**kw)
class J(I, tag='t'): pass
print(J.tag, I.__subclasses__())
class X: pass
class Y(X): pass
class Z(X): pass
class W(Y, Z): pass
print([c.__name__ for c in W.__mro__], W.mro() == list(W.__mro__))
class E:
    def __eq__(self, o): return isinstance(o, E)
    def __hash__(self): return 7
    def __bool__(self): return False
    def __len__(self): return 3
    def __contains__(self, x): return x == 1
    def __getitem__(self, i): return i
    def __call__(self, *a): return a
    def __iter__(self): return iter([1, 2])
    def __str__(self): return 'E!'
    def __format__(self, spec): return 'fmt:' + spec
e = E(); print(e == E(), e != E(), hash(e), bool(e), len(e), 1 in e, 2 in e, e[5], e[1:2], e(1, 2), list(e), str(e), f'{e:abc}', {e: 1}[E()], not e)
class Op:
    def __init__(s, v): s.v = v
    def __add__(s, o): return Op(s.v + (o.v if isinstance(o, Op) else o))
    __radd__ = __add__
    def __iadd__(s, o): s.v += 100; return s
    def __neg__(s): return Op(-s.v)
    def __lt__(s, o): return s.v < o.v
    def __repr__(s): return f'Op({s.v})'
    def __mul__(s, o): return NotImplemented
    def __rmul__(s, o): return 'rmul'
    def __index__(s): return s.v
    def __matmul__(s, o): return 'mat'
    def __divmod__(s, o): return 'dm'
    def __pow__(s, o, m=None): return ('pow', o, m)
    def __round__(s, n=None): return ('round', n)
    def __abs__(s): return 'abs'
    def __int__(s): return s.v
    def __float__(s): return float(s.v)
    def __invert__(s): return 'inv'
o = Op(2); print(o + 1, 1 + o, o + Op(3), -o, o < Op(3), Op(5) > o, 5 * o, [10, 20, 30][o], o @ 1, divmod(o, 1), o ** 2, pow(o, 2, 3), round(o), round(o, 1), abs(o), int(o), float(o), ~o, hex(o)); o += 1; print(o)
try: o * 5
except TypeError as ex: print(ex)
try: o < 5
except Exception as ex: print(type(ex).__name__, ex)
class Ctx:
    def __enter__(self): print('enter'); return 'val'
    def __exit__(self, t, v, tb): print('exit', t and t.__name__, v); return t is ValueError
with Ctx() as c: print(c)
with Ctx(): raise ValueError('swallowed')
try:
    with Ctx(): raise KeyError('k')
except KeyError as ex: print('caught', ex)
print(vars(A(3)), dir(A(3))[-5:], A.__dict__['x'], type(A.__dict__).__name__, A.__doc__, sorted(k for k in A.__dict__ if not k.startswith('__')))
class Q(int):
    def __add__(self, o): return Q(int.__add__(self, o) * 2)
    def __repr__(self): return f'Q<{int(self)}>'
q = Q(5); print(q, q + 1, q * 2, q == 5, hash(q) == hash(5), [1, 2, 3, 4, 5, 6][q], f'{q}', f'{q:03d}', str(q), isinstance(q, int), q.bit_length(), Q.from_bytes(b'\x01', 'big'))
class L(list):
    def append(self, x): super().append(x * 2)
    def __getitem__(self, i): return 'got' if i == 0 else super().__getitem__(i)
l = L([1]); l.append(2); print(l, l[0], l[1], len(l), l == [1, 4], type(l + [1]), type(l.copy()), L.__mro__[1])
class St(str):
    def __new__(cls, v): return super().__new__(cls, v + '!')
    def up(self): return self.upper()
st = St('hi'); print(st, st.up(), type(st), type(st.upper()), st + 'x', {st: 1}['hi!'], len(st), st == 'hi!', repr(st))
print(type('Dyn', (A,), {'k': 5, 'm': lambda self: self.k})().m(), (lambda: type(None))(), type(...), type(NotImplemented), type(1j), type(b''), type(print), type(len), type(lambda: 1), type(A.get), type(a.get), type([].append), type(type.__dict__['__mro__']) if False else '')
