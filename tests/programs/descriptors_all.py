def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
class Data:
    def __get__(self, o, t=None): return 'get', o is None, t.__name__
    def __set__(self, o, v): print('set', v)
    def __delete__(self, o): print('delete')
class NonData:
    def __get__(self, o, t=None): return 'nondata'
class OnlySet:
    def __set__(self, o, v): print('only set', v); o.__dict__['s'] = v
class OnlyDel:
    def __delete__(self, o): print('only del')
class A:
    d = Data(); n = NonData(); s = OnlySet(); x = OnlyDel()
a = A(); print(a.d, A.d, a.n); a.d = 1; del a.d; a.__dict__['d'] = 'hidden'; print(a.d); a.n = 'own'; print(a.n); del a.n; print(a.n)
print(type(a.s).__name__); a.s = 5; print(a.s); t(delattr, a, 's'); t(setattr, a, 'x', 1); del a.x
class Prop:
    def __init__(self): self._v = 0
    @property
    def v(self): "doc of v"; return self._v
    @v.setter
    def v(self, x): self._v = x
    @v.deleter
    def v(self): print('deleted')
    @property
    def ro(self): return 'ro'
    w = property(None, lambda self, x: print('write', x), doc='only')
    nothing = property()
p = Prop(); p.v = 4; print(p.v, Prop.v.__doc__, Prop.w.__doc__, Prop.ro.fset); del p.v; p.w = 1
t(setattr, p, 'ro', 1); t(delattr, p, 'ro'); t(getattr, p, 'w'); t(delattr, p, 'w'); t(getattr, p, 'nothing')
q = property(lambda self: 1); t(q.__set__, p, 1); t(property, 1, 2, 3, 4, 5); t(property, fge=1)
class SubProp(property):
    "own doc"
print(SubProp(lambda s: 2).__get__(1))
class Raises:
    @property
    def r(self): raise AttributeError('inside')
    def __getattr__(self, n): return 'fallback ' + n
print(Raises().r)
class CM:
    @classmethod
    def c(cls, *a): return cls.__name__, a
    @staticmethod
    def s(*a): return a
    def m(self, *a): return 'm', a
print(CM.c(1), CM().c(2), CM.s(3), CM().s(4), CM.m(5, 6), CM().m(7), CM.__dict__['c'].__func__.__name__, CM.__dict__['s'].__func__.__name__)
print(CM.c.__self__ is CM, CM().m.__func__ is CM.m, CM.c == CM.c, CM.c is CM.c, type(CM.__dict__['c']).__name__)
t(classmethod(5).__get__, None, int); t(classmethod); t(staticmethod, 1, 2); t(staticmethod(5).__get__, 1)
import sys
t(lambda: staticmethod(lambda: 'called')()) if sys.version_info >= (3, 10) else None
m = CM().m; t(setattr, m, 'attr', 1); m.__func__.attr = 2; print(m.attr, m.__name__, hash(m) == hash(m)); t(getattr, m, 'nope'); t(type(m), 5, 1); t(type(m), CM.m, None)
class DescMeta(type):
    @property
    def p(cls): return 'meta property'
    def m(cls): return 'meta method'
class WithMeta(metaclass=DescMeta):
    p = 'class value'; m = 'class m'
print(WithMeta.p, WithMeta().p, WithMeta.m); t(setattr, WithMeta, 'p', 1)
class BadGet:
    def __get__(self): pass
class Z: b = BadGet()
t(getattr, Z(), 'b'); t(getattr, Z, 'b')
class Inst: pass
i = Inst(); i.__get__ = lambda *a: 'never'
class Host: at = i
print(type(Host().at).__name__)
