def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
class S:
    __slots__ = ('a', '__private', 'b')
    def p(self): self.__private = 1; return self.__private
s = S(); t(lambda: s.a); s.a = 1; print(s.a, s.p(), S.__slots__, hasattr(s, '__dict__'))
t(setattr, s, 'c', 1); t(getattr, s, 'b'); t(delattr, s, 'b'); del s.a; t(getattr, s, 'a'); t(setattr, s, '__class__', 5)
print(type(S.a).__name__, S.a.__name__, S.a, S.a.__objclass__)
t(S.a.__get__, 5, int); t(S.a.__set__, 5, 1); print(S.a.__get__(None, S) is S.a)
class D(S): pass
d = D(); d.c = 3; d.a = 4; print(d.__dict__, d.a)
class W:
    __slots__ = ('__weakref__', '__dict__', 'x')
w = W(); w.y = 1; w.x = 2; print(w.__dict__)
class P: __slots__ = ['p']
class Q: __slots__ = ['q']
class R: __slots__ = []
def make(*bases, **ns): return type('X', bases, ns)
t(make, P, Q); print(make(P, R).__mro__[1:]); t(make, int, str); t(make, dict, list); t(make, int, P)
t(make, P, a=1, __slots__=('a',)); t(make, __slots__='1a'); t(make, __slots__=(1,)); t(make, __slots__=('__dict__', '__dict__'))
t(make, tuple, __slots__=('x',)); t(make, int, __slots__=('x',)); print(make(int, __slots__=())(7)); t(make, D, __slots__=('__dict__',))
t(make, bool); t(make, type(None)); t(make, range); t(make, type(lambda: 0)); t(make, type(...)); t(make, 5); t(make, object, P)
t(make, P, P); t(make, __slots__=('x', 'x'))
class Old: pass
class New: pass
o = Old(); o.v = 1; o.__class__ = New; print(type(o).__name__, o.v)
t(setattr, o, '__class__', P); t(setattr, P(), '__class__', Q); t(setattr, 5, '__class__', int); t(setattr, o, '__class__', int); t(delattr, o, '__class__')
class P2: __slots__ = ['p']
p = P(); p.p = 9; t(setattr, p, '__class__', P2); print(type(p).__name__, p.p)
class A: pass
class B(A): pass
t(setattr, B, '__bases__', (list,)); t(setattr, B, '__bases__', ()); t(setattr, B, '__bases__', 5); t(setattr, B, '__bases__', (5,)); t(setattr, A, '__bases__', (B,)); t(delattr, B, '__bases__')
class C: hello = 'C'
B.__bases__ = (C,); print(B.hello, B.__mro__, A.__subclasses__(), C.__subclasses__())
t(setattr, int, 'x', 1); t(delattr, int, 'real'); t(setattr, B, '__name__', 5); t(setattr, B, '__name__', 'a\0b'); B.__name__ = 'Renamed'; print(B, B.__qualname__)
B.__qualname__ = 'q.R'; print(B); t(setattr, B, '__qualname__', 5); t(delattr, B, '__name__'); t(setattr, B, '__dict__', {});
print(B.__module__, B.__base__, B.__basicsize__ >= object.__basicsize__, B.__flags__ & 1 << 9 != 0, B.__itemsize__, int.__itemsize__)
