import gc, sys, _weakref
def t(f, *a):
    try: print(f(*a))
    except BaseException as e: print(type(e).__name__, e)
class A:
    def __init__(self, n): self.n = n
    def __del__(self): print('del', self.n)
def scope(): a = A('scope'); return 'left'
x = scope(); gc.collect(); print(x)
def cycle(n): a, b = A(n + '1'), A(n + '2'); a.o, b.o = b, a
cycle('c'); gc.collect()
kept = []
class R:
    def __del__(self): print('resurrected'); kept.append(self)
def res(): R()
res(); gc.collect(); print(len(kept)); kept.clear(); gc.collect(); print(len(kept))
class W: pass
w = W(); r = _weakref.ref(w); print(r() is w, r.__callback__, _weakref.getweakrefcount(w), r == _weakref.ref(w), hash(r) == hash(w))
log = []; r2 = _weakref.ref(w, lambda ref: log.append(ref() is None)); print(_weakref.getweakrefcount(w), len(_weakref.getweakrefs(w)))
del w; gc.collect(); print(r(), log, r2(), r == r2, r == r); t(hash, _weakref.ref(W())) if 0 else None
p_target = W(); p_target.v = 5; p = _weakref.proxy(p_target); print(p.v); p.z = 6; print(p_target.z)
del p_target; gc.collect(); t(lambda: p.v)
for bad in 5, 'a', (), None, [], {}, object(): t(_weakref.ref, bad)
class S: __slots__ = ()
t(_weakref.ref, S())
class S2: __slots__ = ('__weakref__',)
s2 = S2(); print(_weakref.ref(s2)() is s2)
for ok in W, len, {1}, frozenset(), (i for i in ''): t(lambda: _weakref.ref(ok)() is ok)
def gen():
    try: yield 1
    finally: print('gen finalised')
g = gen(); next(g); g.close()
def exc_cycle():
    try: raise ValueError(A('exc'))
    except ValueError as e: x = e
exc_cycle(); gc.collect()
class Raising:
    def __del__(self): raise ValueError('in del')
def raising(): Raising()
class Attr:
    def __getattr__(self, n): print('getattr', n); return self.__class__
    def __del__(self): print('del by class')
def attr(): Attr()
attr(); gc.collect()
class Base:
    def __del__(self): print('base')
class Derived(Base):
    def __del__(self): print('derived'); super().__del__()
def derived(): Derived()
derived(); gc.collect()
print(gc.isenabled()); gc.enable(); print(gc.is_tracked([]), len(gc.get_threshold()))
