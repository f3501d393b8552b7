x = 'global'
class A:
    x = 'class'
    def f(self): return x
    y = [x for _ in range(1)]
    z = (lambda: x)()
    print(x)
print(A().f(), A.y, A.z)
def outer():
    x = 'outer'
    class B:
        print(x)
        x = 'B'
        def g(self): return x, __class__.__name__
        print(x)
    def inner():
        nonlocal x
        x = 'changed'
    r = B().g(); inner(); return r, x
print(outer())
def f():
    global newg
    newg = 5
    def g(): return newg
    return g()
print(f(), newg, 'newg' in globals())
class C:
    def __init__(self): self.__priv = 1; self._p = 2
    def get(self): return self.__priv
    __cls = 3
print(C().get(), C()._C__priv, C._C__cls, sorted(vars(C())))
def closures():
    fs = []
    for i in range(3):
        def h(): return i
        fs.append(h)
    return [h() for h in fs], [(lambda i=i: i)() for i in range(3)]
print(closures())
def defaults(a=x, b=[]): b.append(a); return b
print(defaults(), defaults(1))
try: del undefined_thing
except NameError as e: print(e)
def d():
    def e(): return w
    w = 1; del w
    try: return e()
    except NameError as e2: return str(e2)
print(d())
print([x for x in 'ab'], x, {x: 1 for x in 'c'}, x)
def deco(*args):
    def w(f): print('deco', args, f.__name__); return f
    return w
@deco(1)
@deco(2)
class D: pass
@deco('f')
def ff(): pass
class E(C):
    def get(self): return 'E' + str(super().get())
    @classmethod
    def k(cls): return super().__name__ if False else cls.__name__
    @staticmethod
    def s(): return 's'
print(E().get(), E.k(), E.s(), E().k())
class F:
    def __class_getitem__(cls, k): return (cls.__name__, k)
print(F[int], F[1, 2])
def annotated(a: int = 1, *, b: 'x' = 2) -> None: pass
print(annotated.__annotations__)
class G:
    a: int = 1
    b: str
print(G.__annotations__, G.a, hasattr(G, 'b'))
z: int = 5
print(z, __annotations__ if '__annotations__' in globals() else __name__) if False else print(z, __name__)
print(__name__, type(__builtins__).__name__ in ('module', 'dict'), __doc__)
import builtins
print(builtins.len is len, builtins.__name__)
