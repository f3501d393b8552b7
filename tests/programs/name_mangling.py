def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
__mod = 'module'
class A:
    __x = 1; __x__ = 2; _y = 3; ___z = 4; __ = 5; __trail_ = 6
    def __init__(self): self.__attr = 'attr'; self.__dunder__ = 'd'
    def get(self): return self.__x, self.__attr, self.__dunder__, self.___z, self.__, self.__trail_
    def __method(self, __arg=7): return __arg
    def call(self): return self.__method(), self.__method(__arg=8), self._A__method(_A__arg=9)
    def local(self): __v = 'local'; return __v, sorted(locals())
    def use_global(self): return __mod
    def set_global(self): global __made; __made = 'made'
    def lam(self): return (lambda __p: __p)(_A__p=1) if False else (lambda __p: __p)(1)
    def kw(self, **k): return k
    def kws(self): return self.kw(__key=1)
    def nested(self):
        class __In: __n = 'n'
        return __In.__name__, [n for n in vars(__In) if 'n' == n[-1] and n[0] == '_' and 'main' not in n][:3]
    def imp(self): import sys as __sys; return __sys.__name__
    def exc(self):
        try: raise ValueError('e')
        except ValueError as __e: return str(__e)
    def loop(self): return [__i for __i in range(2)], {__k: __v for __k, __v in {1: 2}.items()}
    def delete(self): self.__gone = 1; del self.__gone; return hasattr(self, '_A__gone')
    def string(self): return getattr(self, '__x', 'no mangling in strings')
    def aug(self): self.__x += 1; return self.__x, A.__x
    def walrus(self): return (__w := 5), __w
    def ann(self): __q: int = 3; return __q
    class __Inner:
        __deep = 'deep'
        def get(self): return self.__deep
    def inner(self): return self.__Inner.__name__, self.__Inner().get(), hasattr(self.__Inner, '_Inner__deep'), hasattr(self.__Inner, '__deep')
a = A(); print(sorted(n for n in vars(A) if n.startswith('_A'))); print(a.get(), vars(a), a.call(), a.local(), a.lam(), a.kws(), a.nested(), a.imp(), a.exc(), a.loop(), a.delete(), a.string(), a.aug(), a.walrus(), a.ann(), a.inner())
t(a.use_global); a.set_global(); print('__made' in globals(), _A__made); t(lambda: a.__x); print(a._A__x)
class B(A):
    __x = 'B'
    def mine(self): return self.__x
print(B().mine(), B().get()[0], B()._A__x, B()._B__x)
class _Under:
    __x = 1
    def get(self): return self.__x
class __: 
    __x = 'only underscores'
    def get(self): return self.__x
print(_Under().get(), [n for n in vars(_Under) if '__x' in n], __().get(), [n for n in vars(__) if n.endswith('x')])
class Outer:
    def f(self):
        def __g(): return 'inner function'
        return __g(), __g.__name__, __g.__qualname__
    x = [n for n in ('__a',)]
    def attr_of(self, o): return o.__data
class Data: pass
d = Data(); d._Outer__data = 'mangled'; print(Outer().f(), Outer().attr_of(d)); t(Outer().attr_of, a)
def free(self): return self.__x
t(free, a)
class Slot:
    __slots__ = ('__s',)
    def __init__(self): self.__s = 1
print([n for n in vars(Slot) if n.endswith('s') and 'Slot' in n], Slot()._Slot__s)
print(A._A__method.__name__, A._A__method.__qualname__, A._A__method.__code__.co_varnames)
