# super(): where it starts, what it binds, and what it refuses.
def t(name, case):
    try:
        print(name, repr(case()))
    except BaseException as e:
        print(name, type(e).__name__, e)


class A:
    x = 'A.x'

    def f(self, *args):
        return ('A.f', args)

    @classmethod
    def c(cls):
        return ('A.c', cls.__name__)

    @staticmethod
    def s(v):
        return ('A.s', v)

    @property
    def p(self):
        return ('A.p', type(self).__name__)

    def __getitem__(self, key):
        return ('A[]', key)

    def __len__(self):
        return 3

    def __call__(self):
        return 'called'


class B(A):
    x = 'B.x'

    def f(self, *args):
        return ('B.f', super().f(*args, 'more'))

    @classmethod
    def c(cls):
        return ('B.c', super().c())

    @property
    def p(self):
        return ('B.p', super().p)

    def through(self):
        s = super()
        return s.x, s.__self__ is self, s.__thisclass__.__name__, s.__self_class__.__name__

    def subscript(self):
        return super()[1]

    def length(self):
        return len(super())

    def dunder(self):
        return super().__getitem__(2), super().__len__(), super().__call__()

    def missing(self):
        return super().missing

    def assign(self):
        super().x = 5

    def nested(self):
        def inner():
            return super().x
        return inner()

    def nested_self(self):
        def inner(this):
            return super().x, this is self
        return inner(self)

    def in_list(self):
        return [super(B, self).x for _ in range(2)]

    def lambda_(self):
        return (lambda me: super().x)(self)

    def deleted(self):
        del self
        return super().x

    def replaced(self):
        self = C()
        return super().p

    def no_argument():
        return super().x

    @staticmethod
    def static(self):
        return super().s(type(self).__name__)

    def the_class(self):
        return __class__.__name__, super.__name__

    def generator(self):
        yield super().x
        yield super().f()


class Other(A):
    x = 'Other.x'

    def f(self, *args):
        return ('Other.f', super().f(*args))


class C(B, Other):
    def f(self, *args):
        return ('C.f', super().f(*args))


b, c = B(), C()
t('f', lambda: b.f(1))
t('diamond', lambda: c.f(2))
t('class method', lambda: C.c())
t('property', lambda: c.p)
t('parts', lambda: b.through())
t('parts of a subclass', lambda: c.through())
for name in 'subscript length dunder missing assign nested nested_self in_list lambda_ deleted replaced the_class'.split():
    t(name, getattr(b, name))
t('no argument', lambda: B.no_argument())
t('static', lambda: B.static(b))
t('static wrong', lambda: B.static(5))
t('generator', lambda: list(c.generator()))
t('wrong self', lambda: B.f(5))
t('unbound', lambda: super(B).__self__)
t('unbound get', lambda: super(A, b).__get__(c, C).__self__ is b)
t('bound by get', lambda: super(B).__get__(c).x)
t('bound by get of another', lambda: super(B).__get__(5))
t('two classes', lambda: super(B, C).c())
t('two classes unbound', lambda: super(B, C).f(b))
t('not a class', lambda: super(5, b))
t('not an instance', lambda: super(B, 5))
t('not an instance', lambda: super(B, A))
t('none', lambda: super(B, None).__self__)
t('keywords', lambda: super(type=B))
t('many', lambda: super(1, 2, 3))
t('outside', lambda: super())
t('class of it', lambda: super(B, b).__class__)
print(repr(super(B))[:20], repr(super(B, b))[:26])


class WithSuper(A):
    s = None

    def f(self):
        return self.s.f('descriptor')


WithSuper.s = super(WithSuper)
t('as a descriptor', lambda: WithSuper().f())


class Meta(type):
    def __new__(meta, name, bases, namespace, **kw):
        cell = namespace.get('__classcell__')
        made = super().__new__(meta, name, bases, namespace)
        made.kw = kw
        return made

    def __call__(cls, *args):
        return ['made', super().__call__(*args)]

    def m(cls):
        return cls.__name__


class M(metaclass=Meta, key=1):
    def __init__(self):
        self.v = __class__


t('meta', lambda: (M.kw, M.m(), M()[0], M()[1].v is M))


class Loses(type):
    def __new__(meta, name, bases, namespace):
        namespace.pop('__classcell__', None)
        return super().__new__(meta, name, bases, namespace)


def lost():
    class L(metaclass=Loses):
        def f(self):
            return __class__


t('lost cell', lost)


class Wrong(type):
    def __new__(meta, name, bases, namespace):
        first = super().__new__(meta, name, bases, dict(namespace))
        return super().__new__(meta, name, bases, {k: v for k, v in namespace.items() if k != '__classcell__'}) if name == 'W' else first


def wrong():
    class W(metaclass=Wrong):
        def f(self):
            return __class__


t('wrong cell', wrong)


class Init:
    def __init_subclass__(cls, **kw):
        super().__init_subclass__()
        cls.kw = kw


class I1(Init, a=1, b=2):
    pass


t('init_subclass', lambda: I1.kw)


def bad():
    class X(A, a=1):
        pass


t('init_subclass of object', bad)


class SubSuper(super):
    extra = 5


t('subclass of super', lambda: (SubSuper(B, b).x, SubSuper(B, b).extra))
