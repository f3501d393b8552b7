def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
class A:
    x = 1
    def __getattr__(self, n):
        if n == 'no': raise AttributeError('custom ' + n)
        return 'dyn', n
    def __setattr__(self, n, v): print('set', n, v); object.__setattr__(self, n, v)
    def __delattr__(self, n): print('del', n); object.__delattr__(self, n)
a = A(); print(a.x, a.y); a.y = 2; print(a.y); del a.y; print(a.y); t(getattr, a, 'no'); print(getattr(a, 'no', 'default'), hasattr(a, 'no')); t(delattr, a, 'zzz')
class B:
    def __getattribute__(self, n):
        if n == 'secret': return 'secret'
        if n == 'err': raise ValueError(n)
        return super().__getattribute__(n)
b = B(); b.secret = 0; print(b.secret, b.__dict__); t(getattr, b, 'err'); t(getattr, b, 'err', 1); t(hasattr, b, 'err'); t(getattr, b, 'other')
class C(B):
    def __getattr__(self, n): return 'second ' + n
print(C().other, C().secret)
class D:
    def __getattribute__(self, n): raise AttributeError(n)
    def __getattr__(self, n): return n.upper()
print(D().abc, D().__dict__)
class M(type):
    def __getattr__(cls, n): return 'meta ' + n
    def __setattr__(cls, n, v): print('meta set', n); super().__setattr__(n, v)
class E(metaclass=M): pass
E.q = 5; print(E.q, E.w); t(lambda: E().w)
t(getattr, 1, 2); t(setattr, A(), 5, 1); t(getattr, 1); t(getattr, 1, 'a', 2, 3); t(hasattr, 1, 5); t(delattr, 1, 5)
t(lambda: (1).foo); t(lambda: ''.foo); t(lambda: None.foo); t(lambda: A.foo); t(lambda: int.foo); t(lambda: len.foo); t(lambda: t.foo); t(setattr, 1, 'foo', 2); t(setattr, None, 'x', 1); t(setattr, object(), 'x', 1); t(setattr, len, 'x', 1)
t(setattr, 1, 'real', 2); t(delattr, 1, 'real'); t(setattr, 'a', 'upper', 2); t(delattr, [], 'append'); t(delattr, 1, 'foo'); t(object.__setattr__, E, 'x', 1); t(type.__setattr__, 1, 'x', 1)
class Dict:
    def __init__(self): self.__dict__ = {'a': 1}
d = Dict(); print(d.a); d.__dict__ = {'b': 2}; print(d.b, vars(d)); t(setattr, d, '__dict__', 5); t(delattr, d, '__dict__'); t(lambda: d.a)
class MyDict(dict):
    def __getitem__(self, k): print('get', k); return dict.__getitem__(self, k)
d.__dict__ = MyDict(z=3); print(d.z); d.y = 4; print(sorted(d.__dict__))
d.__dict__[5] = 'int key'; print(len(vars(d)), sorted(map(str, dir(d)))[:0])
class Dir:
    def __dir__(self): return ['b', 'a']
print(dir(Dir())); Dir.__dir__ = lambda s: 5; t(dir, Dir()); Dir.__dir__ = lambda s: [1, 'a']; t(dir, Dir())
t(vars, 5); t(vars, 1, 2)
def f(): a = 1; b = 2; return sorted(vars()), sorted(locals()), dir()
print(f())
class L:
    def __init__(self): self.n = 0
    def __getattr__(self, n): self.n += 1; return self.n if self.n < 3 else getattr(self, '_' + n) if self.n < 5 else 'enough'
l = L(); print(l.a, l.b, l.c)
class Inf:
    def __getattr__(self, n): return self.missing
t(lambda: Inf().x)
