# since 3.14
def t(f, *a):
    try: print(f(*a))
    except BaseException as e: print(type(e).__name__, e)
def v(x): print('eval', x); return x
def f(a: v('a'), b: undefined_name, *args: v('args'), k: v('k') = v('default'), **kw: v('kw')) -> v('ret'): return a
print('defined'); t(lambda: f.__annotations__)
undefined_name = 'now'; print(f.__annotations__); print(f.__annotations__ is f.__annotations__)
print(type(f.__annotate__).__name__, f.__annotate__.__name__, f.__annotate__.__qualname__, f.__annotate__.__code__.co_varnames, f.__annotate__.__code__.co_argcount)
print(f.__annotate__(1)); t(f.__annotate__, 2); t(f.__annotate__, 3); t(f.__annotate__, 4); t(f.__annotate__); t(f.__annotate__, 'x')
class C:
    x: v('x') = 1
    y: later
    z: 'text'
    __private: int
    def m(self, p: C) -> D: local: v('never') = 5; return local
    if x: w: v('w')
    else: q: v('q')
print(C.x, hasattr(C, 'y'), C().m(None)); t(lambda: C.__annotations__)
later = 'late'; print(C.__annotations__); print(C.__annotate__.__qualname__, '__annotations__' in vars(C), '__annotate__' in vars(C), '__annotate_func__' in vars(C), '__annotations_cache__' in vars(C))
t(lambda: C.m.__annotations__)
class D(C): pass
print(D.__annotations__, D.__annotate__, C.m.__annotations__ == {'p': C, 'return': D})
class E(C): own: int
print(E.__annotations__, E.__base__.__annotations__ is C.__annotations__)
C.__annotations__ = {'set': 1}; print(C.__annotations__, C.__annotate__); del C.__annotations__; print(C.__annotations__); t(delattr, C, '__annotations__')
C.__annotate__ = lambda format: {'format': format}; print(C.__annotations__); t(setattr, C, '__annotate__', 5); C.__annotate__ = None; print(C.__annotate__)
f.__annotate__ = lambda format: {'made': format}; print(f.__annotations__); f.__annotate__ = lambda format: 5; t(lambda: f.__annotations__); t(setattr, f, '__annotate__', 5); t(delattr, f, '__annotate__')
f.__annotate__ = None; print(f.__annotations__, f.__annotate__); f.__annotations__ = {'direct': 1}; print(f.__annotate__, f.__annotations__)
g: v('module')
h: int = 5
print(__annotate__(1)); t(lambda: __annotations__)
import sys
main = sys.modules['__main__']; print(main.__annotations__, main.__annotate__ is __annotate__)
for i in range(2):
    if i: loop: v('loop')
    else: skipped: v('never taken') if i > 5 else 'first'
print(sorted(__annotate__(1)))
def outer():
    T = 'cell'
    def inner(x: T, y: T2) -> [T for _ in range(2)]: pass
    T2 = 'after'
    class K: attr: T; other: T2; own = 3; third: own
    return inner, K
inner, K = outer(); print(inner.__annotations__, K.__annotations__, inner.__annotate__.__closure__ is not None)
def generic[T: (int, str), **P](x: T, *a: T) -> list[T]: pass
print(generic.__annotations__, generic.__type_params__)
print((lambda x: x).__annotations__, (lambda: 0).__annotate__, v.__annotate__)
async def co(x: int) -> str: pass
def ge(x: int) -> str: yield
print(co.__annotations__, ge.__annotations__)
class Meta(type): a: int
class WithMeta(metaclass=Meta): b: str
print(Meta.__annotations__, WithMeta.__annotations__)
class Walrus: x: lambda: 5; y: [i for i in 'ab']; z: (n for n in ())
print({k: type(x).__name__ for k, x in Walrus.__annotations__.items()}, Walrus.__annotations__['x']())
class Dyn: locals()['x'] = 'value'; y: x
print(Dyn.__annotations__)
class Err: a: 1 / 0
t(lambda: Err.__annotations__); t(Err.__annotate__, 1); t(lambda: int.__annotations__); t(lambda: int.__annotate__); t(setattr, int, '__annotations__', {})
def deco(fn): print(fn.__annotate__(1)); return fn
@deco
def h(x: later) -> None: pass
