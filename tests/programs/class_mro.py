def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
O = object
class A(O):
    def f(self): return ['A']
class B(A):
    def f(self): return ['B'] + super().f()
class C(A):
    def f(self): return ['C'] + super().f()
class D(B, C):
    def f(self): return ['D'] + super(D, self).f()
print(D().f(), [c.__name__ for c in D.__mro__], D.mro() == list(D.__mro__))
t(type, 'X', (A, B), {}); t(type, 'X', (B, A, C), {}); t(type, 'X', (O, A), {})
class X(B, C): pass
class Y(C, B): pass
t(type, 'Z', (X, Y), {})
class M(type):
    def mro(cls): return [cls, B, C, A, O] if cls.__name__ == 'Odd' else type.mro(cls)
class Odd(metaclass=M): pass
print(Odd.__mro__[1:])
class M2(type):
    def mro(cls): return [cls, 5]
t(M2, 'Q', (), {})
class M3(type):
    def mro(cls): return [cls, int, O]
t(M3, 'Q', (), {})
class M4(type):
    def mro(cls): return 5
t(M4, 'Q', (), {})
class S:
    def __init__(self): self.s = super()
    @classmethod
    def c(cls): return super().__self__, super().__thisclass__.__name__, super().__self_class__.__name__
    @staticmethod
    def st(): return super()
    def none(): return super()
    def deleted(self): del self; return super()
    def gen(self): return [super().__repr__() for _ in 'a']
    def bad(self): return super().nope
    def setting(self): super().x = 5
print(S.c()[1:], type(S().s).__name__, S().s.__thisclass__)
t(S.st); t(S.none); t(S().deleted); t(S().bad); t(S().setting)
t(super); t(super, 5); t(super, int, 'a'); t(super, A, D().f); print(super(A).__self__, super(A).__self_class__, super(B, D).__thisclass__)
u = super(B); print(u.__get__(D(), D).f()); t(getattr, u, 'f')
print(super(A, A()).__init__.__name__, super(int, True).__add__(2), super(type, M).__call__.__name__)
print(repr(super(A)), super.__name__, isinstance(super(A), super))
def outside(self): return super().f()
t(outside, A())
class G(A):
    f = lambda self: super().f() + ['lambda']
print(G().f())
class H(A):
    def f(self):
        def inner(): return super(H, self).f()
        def wrong(x): return super().f()
        print(wrong(self)); t(wrong, 5)
        return inner()
print(H().f())
def rebind():
    class K(A):
        def f(self): return __class__.__name__, super().f()
    L, K = K, None
    return L().f()
print(rebind())
class N(A):
    def f(self):
        __class__ = C
        return __class__.__name__
print(N().f())
class Get:
    def __get__(self, o, t): return o, t.__name__
class W: g = Get()
class V(W):
    def m(self): return super().g[1], super(V, type(self)).g
print(V().m())
