# Metaclasses: __prepare__, namespaces of any kind, conflicts, __set_name__ and __init_subclass__ in order.
def t(name, case):
    try:
        print(name, repr(case()))
    except BaseException as e:
        print(name, type(e).__name__, e, '|', repr(e.__cause__))


class Logged(dict):
    def __init__(self):
        self.log = []

    def __setitem__(self, key, value):
        self.log.append('set ' + key)
        super().__setitem__(key, value)

    def __getitem__(self, key):
        self.log.append('get ' + key)
        return super().__getitem__(key)

    def __delitem__(self, key):
        self.log.append('del ' + key)
        super().__delitem__(key)


class Meta(type):
    @classmethod
    def __prepare__(meta, name, bases, **kw):
        print('prepare', meta.__name__, name, [b.__name__ for b in bases], kw)
        return Logged()

    def __new__(meta, name, bases, namespace, **kw):
        print('new', name, kw, type(namespace).__name__)
        made = super().__new__(meta, name, bases, dict(namespace))
        made.log = [it for it in namespace.log if 'firstlineno' not in it and 'static_attributes' not in it]
        return made

    def __init__(cls, name, bases, namespace, **kw):
        print('init', name, kw)
        super().__init__(name, bases, namespace)


class A(metaclass=Meta, key=1):
    x = 1
    y = x + 1
    del x
    z = len('abc')
    def f(self):
        return 1


print(A.log, A.y, hasattr(A, 'x'), A.z, A().f())


class B(A, other=2):
    z = 5


print(B.log, type(B).__name__)


class Missing(dict):
    def __missing__(self, key):
        if key.startswith('__'):
            raise KeyError(key)
        return 'missing ' + key


class Auto(type):
    @classmethod
    def __prepare__(meta, name, bases):
        return Missing()


class C(metaclass=Auto):
    a = whatever
    b = print


print(C.a, C.b)


class NoMapping(type):
    @classmethod
    def __prepare__(meta, name, bases):
        return 5


def no_mapping():
    class D(metaclass=NoMapping):
        pass


class Own:
    def __init__(self):
        self.d = {}

    def __getitem__(self, key):
        return self.d[key]

    def __setitem__(self, key, value):
        self.d[key] = value


class OwnMeta(type):
    @classmethod
    def __prepare__(meta, name, bases):
        return Own()

    def __new__(meta, name, bases, namespace):
        return sorted(k for k in namespace.d if k not in ('__firstlineno__', '__static_attributes__', '__classdictcell__', '__conditional_annotations__'))


class E(metaclass=OwnMeta):
    q = 1
    r = q


print(E)


class OwnType(type):
    @classmethod
    def __prepare__(meta, name, bases):
        return Own()


def own_type():
    class F(metaclass=OwnType):
        pass


t('no mapping', no_mapping)
t('own mapping for type', own_type)


class M1(type):
    pass


class M2(type):
    pass


class M3(M1, M2):
    pass


class X1(metaclass=M1):
    pass


class X2(metaclass=M2):
    pass


def conflict():
    class Y(X1, X2):
        pass


def resolved():
    class Y(X1, X2, metaclass=M3):
        pass
    return type(Y).__name__


def derived():
    class Y(X1, metaclass=type):
        pass
    return type(Y).__name__


t('conflict', conflict)
t('resolved', resolved)
t('derived', derived)
t('call', lambda: type('Y', (X1, X2), {}))
t('call derives', lambda: type(type('Y', (X1,), {})).__name__)


def function_meta(name, bases, namespace, **kw):
    return name, bases, sorted(k for k in namespace if not k.startswith('__')), kw


class F(int, metaclass=function_meta, opt=3):
    v = 1


print(F)


class Named:
    def __set_name__(self, owner, name):
        print('set_name', owner.__name__, name)


class Base:
    def __init_subclass__(cls, **kw):
        print('init_subclass', cls.__name__, kw, sorted(k for k in vars(cls) if k.startswith('n')))
        super().__init_subclass__(**kw)


class Sub(Base):
    n1 = Named()
    n2 = Named()


class BadName:
    def __set_name__(self, owner, name):
        raise ValueError('no ' + name)


def bad_name():
    class Z:
        attr = BadName()


def bad_kw():
    class Z(Base, a=1):
        pass


def show_bad_name():
    try:
        bad_name()
    except RuntimeError as e:
        return 'wrapped', str(e), repr(e.__cause__)
    except ValueError as e:
        return 'plain', str(e), e.__notes__


t('bad name', show_bad_name)
t('bad keyword', bad_kw)


class Entries:
    def __init__(self, *bases):
        self.bases = bases

    def __mro_entries__(self, bases):
        print('mro_entries', len(bases))
        return self.bases


class G(Entries(int, Base), object):
    pass


print(G.__bases__, len(G.__orig_bases__))


def bad_entries():
    class H(Entries.__new__(type('Bad', (), {'__mro_entries__': lambda self, bases: 5}))):
        pass


t('bad entries', bad_entries)
t('type() with entries', lambda: type('I', (Entries(int),), {}))
t('base no class', lambda: type('J', (5,), {}))
t('name', lambda: type(5, (), {}))
t('bases', lambda: type('J', [], {}))
t('namespace', lambda: type('J', (), []))
t('two', lambda: type('J', ()))
t('keywords', lambda: type('J', (), {}, a=1))
t('duplicate', lambda: type('J', (Base, Base), {}))
t('order', lambda: type('J', (object, int), {}))
t('layout', lambda: type('J', (int, str), {}))
t('final', lambda: type('J', (bool,), {}))
t('none type', lambda: type('J', (type(None),), {}))
t('function', lambda: type('J', (type(t),), {}))
t('doc', lambda: (type('J', (), {'__doc__': 'text'}).__doc__, type('J', (), {}).__doc__))
t('qualname', lambda: type('J', (), {'__qualname__': 'a.J'}).__qualname__)
t('bad qualname', lambda: type('J', (), {'__qualname__': 5}))
t('slots', lambda: type('J', (), {'__slots__': 'abc'}).__slots__)
t('null', lambda: type('a\0b', (), {}))
