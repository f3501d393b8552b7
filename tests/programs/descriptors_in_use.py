def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
class Typed:
    def __init__(self, kind, default=None): self.kind, self.default = kind, default
    def __set_name__(self, owner, name): self.name = name; owner.fields = getattr(owner, 'fields', ()) + (name,)
    def __get__(self, obj, owner=None): return self if obj is None else vars(obj).get(self.name, self.default)
    def __set__(self, obj, value):
        if not isinstance(value, self.kind): raise TypeError(f'{self.name} must be {self.kind.__name__}, not {type(value).__name__}')
        vars(obj)[self.name] = value
    def __delete__(self, obj): 
        if self.name not in vars(obj): raise AttributeError(f'{self.name} is not set')
        del vars(obj)[self.name]
class Record:
    def __init__(self, **values):
        for name, value in values.items(): setattr(self, name, value)
    def __init_subclass__(cls, table=None, **k): super().__init_subclass__(**k); cls.table = table or cls.__name__.lower()
    def __eq__(self, o): return type(self) is type(o) and all(getattr(self, f) == getattr(o, f) for f in self.fields)
    def __repr__(self): return f'{type(self).__name__}({", ".join(f"{f}={getattr(self, f)!r}" for f in self.fields)})'
class User(Record, table='people'):
    name = Typed(str, 'nobody'); age = Typed(int)
class Admin(User): level = Typed(int, 1)
u = User(name='Ann', age=5); print(u, User.fields, User.table, Admin.table, Admin.fields, Admin(), u == User(name='Ann', age=5), u == Admin(name='Ann', age=5)); t(User, age='x'); t(lambda: setattr(u, 'name', 5)); del u.age; print(u); t(lambda: delattr(u, 'age')); print(type(User.name).__name__, User.name.kind)
class Lazy:
    def __init__(self, f): self.f = f; self.__doc__ = f.__doc__
    def __set_name__(self, o, n): self.n = n
    def __get__(self, o, c):
        if o is None: return self
        v = o.__dict__[self.n] = self.f(o); return v
class L:
    calls = 0
    @Lazy
    def value(self): "the doc"; L.calls += 1; return 42
l = L(); print(l.value, l.value, L.calls, vars(l), L.value.__doc__); del l.value; print(l.value, L.calls); l.value = 'own'; print(l.value)
class Data:
    def __get__(self, o, c): return 'data get'
    def __set__(self, o, v): print('data set', v)
class NonData:
    def __get__(self, o, c): return 'non-data get'
class OnlySet:
    def __set__(self, o, v): print('only set', v)
class OnlyDel:
    def __delete__(self, o): print('only del')
class H: d = Data(); n = NonData(); s = OnlySet(); x = OnlyDel()
h = H(); vars(h).update(d='inst d', n='inst n', s='inst s', x='inst x'); print(h.d, h.n, h.s, h.x, H.d, H.n, type(H.s).__name__); h.d = 1; h.n = 2; h.s = 3; print(h.n, vars(h)); t(setattr, h, 'x', 1); del h.x; t(delattr, h, 's'); del h.n; print(h.n); t(delattr, h, 'd')
class Raises:
    def __get__(self, o, c): raise AttributeError('from get')
class G:
    r = Raises()
    def __getattr__(self, n): return 'fallback ' + n
print(G().r, hasattr(G(), 'r'), getattr(G(), 'q')); t(lambda: G.r)
class GA:
    def __getattribute__(self, n):
        if n == 'no': raise AttributeError('refused')
        return 'all ' + n
print(GA().x, GA().__class__, type(GA()).__name__, getattr(GA(), 'no', 'default')); t(lambda: GA().no)
class Meth:
    def __get__(self, o, c): return lambda *a: (o is not None, c.__name__, a)
class UM: m = Meth(); __call__ = Meth(); __len__ = lambda s: 3; __getitem__ = Meth(); __add__ = Meth()
um = UM(); print(um.m(1), UM.m(2), um(3), um[4], um + 5, len(um))
class Prop:
    def __init__(self): self._v = 1; self.log = []
    @property
    def v(self): self.log.append('get'); return self._v
    @v.setter
    def v(self, x): self.log.append('set'); self._v = x
    @v.deleter
    def v(self): self.log.append('del'); self._v = None
    ro = property(lambda s: 'ro', doc='ro doc')
    wo = property(None, lambda s, x: s.log.append(x))
p = Prop(); p.v += 5; print(p.v, p.log); del p.v; print(p.v, p.ro, Prop.ro.__doc__, Prop.v.fget.__name__); t(setattr, p, 'ro', 1); t(delattr, p, 'ro'); t(lambda: p.wo); p.wo = 'w'; print(p.log)
class SubProp(Prop):
    @Prop.v.getter
    def v(self): return 'sub'
    @property
    def ro(self): return super().ro + ' sub'
s = SubProp(); s.v = 9; print(s.v, s._v, s.ro, property().fget); t(lambda: property()._x); t(lambda: property().__get__(1))
class CM:
    @classmethod
    def make(cls, *a): return cls.__name__, a
    @staticmethod
    def st(*a): return a
    wrapped = classmethod(lambda c: c.__name__); builtin = staticmethod(len)
class CM2(CM): pass
print(CM2.make(1), CM2().make(), CM.__dict__['make'].__func__.__name__, CM2().st(1), CM2.wrapped(), CM.builtin('abc'), CM().builtin([1]), classmethod(len).__get__(None, int) is not None, CM.make.__self__.__name__, CM.make.__func__.__name__)
class Reg(type):
    known = []
    def __set_name__(c, o, n): print('meta set_name', n)
    def __init__(c, n, b, d): Reg.known.append(n)
class A(metaclass=Reg):
    class B(metaclass=Reg): pass
print(Reg.known)
class BadName:
    def __set_name__(self, o): pass
class Unset:
    def __set_name__(self, o, n): print('named', n)
class U: pass
U.late = Unset(); print('no name is set later'); U2 = type('U2', (), {'a': Unset(), 'b': 5})
f = (lambda self: 'bound').__get__(5); print(f(), f.__self__, int.__add__.__get__(3)(4), (5).__add__(6), str.join.__get__('-')(['a', 'b']), type(f).__name__)
