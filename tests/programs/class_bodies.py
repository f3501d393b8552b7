def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
class Meta(type):
    @classmethod
    def __prepare__(mcs, name, bases, **kw): print('prepare', name, bases, kw); return {'injected': name}
    def __new__(mcs, name, bases, ns, **kw):
        print('new', name, sorted(k for k in ns if k[:2] != '__'), kw)
        return super().__new__(mcs, name, bases, ns)
    def __init__(cls, name, bases, ns, **kw): print('init', name, kw); super().__init__(name, bases, ns)
    def __call__(cls, *a, **k): print('call', a, k); return super().__call__(*a, **k)
class A(metaclass=Meta, flag=1):
    print(injected, __qualname__, __module__)
    x = injected
    def __init__(self, v=None): self.v = v
print(A(5).v, type(A).__name__, A.injected, A.x)
class B(A, other=2):
    pass
class Recording(dict):
    def __setitem__(self, k, v):
        if k[:2] != '__': print('set', k, v)
        super().__setitem__(k, v)
    def __missing__(self, k):
        if k == 'magic': return 'found'
        raise KeyError(k)
    def __delitem__(self, k): print('del', k); super().__delitem__(k)
class M2(type):
    def __prepare__(name, bases): return Recording()
    def __new__(mcs, n, b, ns): return type.__new__(mcs, n, b, dict(ns))
class C(metaclass=M2):
    a = 1
    a = 2
    b = magic
    del a
    for i in range(2): pass
    t(len, 'abc')
print(C.b, hasattr(C, 'a'), C.i)
def nope():
    class D(metaclass=M2): undefined_name
t(nope)
class M3(type):
    def __prepare__(name, bases): return 5
def bad_prepare():
    class D(metaclass=M3): pass
t(bad_prepare)
def conflict():
    class D(C, A): pass
t(conflict)
def function_as_metaclass(name, bases, ns, **kw): return (name, bases, sorted(k for k in ns if k not in ('__firstlineno__', '__static_attributes__')), kw)
class E(int, metaclass=function_as_metaclass, k=1): z = 1
print(E)
def twice():
    class D(metaclass=Meta, **{'metaclass': type}): pass
t(twice)
class NoCell(type):
    def __new__(mcs, n, b, ns):
        print('__classcell__' in ns)
        ns = dict(ns); ns.pop('__classcell__', None)
        return super().__new__(mcs, n, b, ns)
def nocell():
    class D(metaclass=NoCell):
        def f(self): return __class__
t(nocell)
class Wrong(type):
    def __new__(mcs, n, b, ns):
        first = super().__new__(mcs, n, b, dict(ns)); ns.pop('__classcell__', None)
        return super().__new__(mcs, n + '2', b, ns)
def wrong():
    class D(metaclass=Wrong):
        def f(self): return __class__
    return D
t(wrong)
class Init:
    def __init_subclass__(cls, /, tag=None, **kw): print('subclass', cls.__name__, tag, kw); super().__init_subclass__(**kw); cls.tag = tag
class S(Init, tag='t'): pass
def unknown():
    class S2(Init, what=1): pass
t(unknown)
class Name:
    def __set_name__(self, owner, name): print('set_name', owner.__name__, name); self.name = name
    def __get__(self, o, t): return self.name
class Owner(Init): p = Name(); q = Name()
print(Owner.p, Owner().q)
class BadName:
    def __set_name__(self, owner, name): raise KeyError(name)
def bad_name():
    class X: b = BadName()
try: bad_name()
except Exception as e: print(type(e).__name__, e, repr(e.__cause__), getattr(e, '__notes__', None))
class Entries:
    def __mro_entries__(self, bases): print('entries', len(bases)); return (int,)
class FromEntries(Entries()): pass
print(FromEntries.__bases__, len(FromEntries.__orig_bases__), FromEntries(3) + 1)
t(type, 'T', (Entries(),), {})
class BadEntries:
    def __mro_entries__(self, bases): return [int]
def bad_entries():
    class X(BadEntries()): pass
t(bad_entries)
