def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
class S:
    __slots__ = ('a', 'b', '__private')
    def __init__(self): self.a = 1; self.__private = 2
    def get(self): return self.__private
s = S(); print(s.a, s.get(), S.__slots__, hasattr(s, '__dict__'), hasattr(s, '__weakref__')); t(lambda: s.b); t(setattr, s, 'c', 1); t(lambda: s.__dict__); t(delattr, s, 'b'); s.b = 5; print(s.b); del s.b; t(lambda: s.b)
print(type(S.a).__name__, S.a.__name__, S.a.__get__(s), S.a.__objclass__ is S, repr(S.a)); t(S.a.__get__, 5); t(S.a.__set__, 5, 1); S.a.__set__(s, 'set'); print(s.a); S.a.__delete__(s); t(lambda: s.a)
class T(S): __slots__ = ('d', 'a')
x = T(); x.a = 9; x.d = 8; print(x.a, x.d, S.a.__get__(x) if False else 'hidden'); t(S.b.__get__, x)
class U(S): pass
u = U(); u.free = 1; print(u.__dict__, u.a); u.a = 3; print(u.__dict__)
class V: __slots__ = ('__dict__', 'q')
v = V(); v.q = 1; v.r = 2; print(v.__dict__)
class W: __slots__ = '__weakref__'
class One: __slots__ = 'single'
o = One(); o.single = 1; print(o.single)
def bad(slots, bases=(), **ns): return type('Bad', bases, dict(__slots__=slots, **ns))
for slots in [('a', 'a'), ('1x',), (5,), 5, ('x y',), ('',), ('__dict__', '__dict__'), ('class',), ['l'], {'doc': 'text'}, iter(['it']), None]: t(lambda: bad(slots).__name__)
t(lambda: bad(('x',), x=1)); t(lambda: bad(('x',), (int,)).__name__); t(lambda: bad(('x',), (tuple,)).__name__); t(lambda: bad((), (tuple,)).__name__); t(lambda: bad(('__weakref__',), (S, W)).__name__); t(lambda: bad((), (S, One)).__name__); t(lambda: bad(('z',), (S, V)).__name__)
class X: __slots__ = {'doc': 'the doc'}
print(X.doc.__doc__, X.__slots__)
class I(int): __slots__ = ()
i = I(5); t(setattr, i, 'x', 1); print(i + 1)
class L(list): __slots__ = ('tag',)
l = L([1]); l.tag = 't'; print(l, l.tag, L.__base__)
class E(Exception): __slots__ = ('code',)
e = E('m'); e.code = 1; e.other = 2; print(e.code, e.__dict__, e.args)
class A1: __slots__ = ('x',)
class A2: __slots__ = ('x',)
a = A1(); a.x = 1; t(setattr, a, '__class__', A2); print(type(a).__name__, a.x)
class A3: __slots__ = ('y',)
t(setattr, a, '__class__', A3)
class G: __slots__ = (); 
class H(G): __slots__ = ('h',)
class J(G, One): __slots__ = ()
j = J(); j.single = 1; print(j.single); t(setattr, j, 'z', 1)
class K:
    __slots__ = ('k',)
    def __getattr__(self, n): return 'fallback ' + n
k = K(); print(k.k, k.z); k.k = 1; print(k.k)
class Desc:
    __slots__ = ('v',)
    v2 = property(lambda s: s.v * 2)
dd = Desc(); dd.v = 4; print(dd.v2, sorted(n for n in dir(dd) if n[0] != '_'))
