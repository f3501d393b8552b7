import _weakref, gc
from _weakref import ref, proxy
class A:
    def __init__(self, v): self.v = v
    def m(self): return self.v * 2
    def __len__(self): return 3
a = A(5); r = ref(a); print(r() is a, r is ref(a), hash(r) == hash(a), r == ref(a), _weakref.getweakrefcount(a))
p = proxy(a); print(p.v, p.m(), len(p), bool(p)); p.v = 7; print(a.v)
log = []
r2 = ref(a, lambda x: log.append(x() is None)); del a, p; gc.collect(); print(r(), r2(), log)
for bad in (5, 'a', [], (), {}, None):
    try: ref(bad)
    except TypeError as e: print(e)
print(ref(A)() is A, ref(len)() is len, ref({1}.__class__)() is set, ref(lambda: 0)() is None or True, ref(ValueError)() is ValueError)
class S:
    __slots__ = ('x',)
try: ref(S())
except TypeError as e: print(e)
class W:
    __slots__ = ('x', '__weakref__')
w = W(); print(ref(w)() is w)
class R(ref):
    def extra(self): return 'extra'
b = A(1); rr = R(b); print(rr() is b, rr.extra(), isinstance(rr, ref))
class Del:
    def __del__(self): print('del')
x = Del(); del x; gc.collect(); print('end')
