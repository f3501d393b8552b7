def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
class Meta(type):
    @classmethod
    def __prepare__(m, name, bases, **k): print('prepare', name, [b.__name__ for b in bases], k); return {'given': 1}
    def __new__(m, name, bases, ns, **k): print('new', name, sorted(n for n in ns if n[0] != '_'), k); return super().__new__(m, name, bases, ns)
    def __init__(c, name, bases, ns, **k): print('init', name, k); super().__init__(name, bases, ns)
    def __call__(c, *a, **k): print('call', c.__name__, a, k); return super().__call__(*a, **k)
    def __getattr__(c, n): return f'meta {n}'
    def __setattr__(c, n, v): print('set', n); super().__setattr__(n, v)
    def __iter__(c): return iter([c.__name__])
    def __len__(c): return 7
    def __contains__(c, x): return x == 'yes'
    def __getitem__(c, i): return (c.__name__, i)
    def __bool__(c): return False
    def __repr__(c): return f'<{c.__name__}>'
    def __add__(c, o): return (c, o)
    def __instancecheck__(c, o): return o == 'instance'
    def __subclasscheck__(c, o): return o is int
    def __dir__(c): return ['b', 'a']
    @property
    def prop(c): return 'prop ' + c.__name__
    def method(c): return 'method ' + c.__name__
class A(metaclass=Meta, key='v'):
    x = given
    def __init__(self, *a, **k): self.a = a
print(A.x, A.missing, list(A), len(A), 'yes' in A, 'no' in A, A[3], bool(A), A, A + 1, isinstance('instance', A), isinstance(A(1, k=2), A), issubclass(int, A), issubclass(A, A), dir(A), A.prop, A.method())
A.y = 5; t(lambda: A().prop); t(lambda: A().method)
class B(A, other=1): pass
print(type(B), B.mro(), Meta.__class__, B.prop)
def factory(name, bases, ns, **k): print('factory', name, k); return 'not a class'
class F(metaclass=factory, z=1): pass
print(F)
class Other(type): pass
class O(metaclass=Other): pass
t(lambda: type('X', (A, O), {})); t(lambda: Meta('Y', (O,), {}))
class Both(Meta, Other): pass
class AO(A, O, metaclass=Both): pass
print(type(AO).__name__, type(type('Z', (AO,), {})).__name__)
class Ordered(type):
    @classmethod
    def __prepare__(m, n, b): return Recorder()
class Recorder(dict):
    def __init__(self): self.order = []
    def __setitem__(self, k, v): self.order.append(k); super().__setitem__(k, v)
    def __missing__(self, k):
        if k == 'magic': return 'conjured'
        raise KeyError(k)
class R(metaclass=Ordered):
    b = 1; a = magic; b = 2
    def m(self): pass
print(R.a, R.b)
class BadPrepare(type):
    @classmethod
    def __prepare__(m, n, b): return 5
try:
    class Bad(metaclass=BadPrepare): pass
except TypeError as e: print(e)
class NoMro(type):
    def mro(c): return [c, object]
class N(int if False else object, metaclass=NoMro): pass
print(N.__mro__)
class WrongMro(type):
    def mro(c): return [5]
t(lambda: WrongMro('W', (), {}))
class Single(type):
    made = {}
    def __call__(c, *a):
        if c not in c.made: c.made[c] = super().__call__(*a)
        return c.made[c]
class One(metaclass=Single):
    def __init__(self, v): self.v = v
print(One(1) is One(2), One(3).v)
class Attr(type):
    def __getattribute__(c, n):
        if n == 'special': return 'from meta'
        return super().__getattribute__(n)
class WA(metaclass=Attr): special = 'own'
print(WA.special, WA().special)
class Cmp(type):
    def __lt__(c, o): return c.__name__ < o.__name__
    def __eq__(c, o): return c.__name__[0] == o.__name__[0]
    def __hash__(c): return 1
class Ca(metaclass=Cmp): pass
class Cb(metaclass=Cmp): pass
class Da(metaclass=Cmp): pass
print(sorted([Da, Cb, Ca])[0].__name__, Ca == Cb, Ca == Da, len({Ca, Cb, Da}))
class Del(type):
    def __delattr__(c, n): print('del', n); super().__delattr__(n)
class DD(metaclass=Del): z = 1
del DD.z; t(delattr, DD, 'z')
