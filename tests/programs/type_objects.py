def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


class A:
    a = 1


class B(A):
    pass


class M(type):
    def __call__(cls, *args):
        return 'called', args

    def __instancecheck__(cls, other):
        return other == 5

    def __subclasscheck__(cls, other):
        return other is int

    def __len__(cls):
        return 7

    def __getattr__(cls, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return 'meta ' + name

    def __contains__(cls, item):
        return item == 'in'

    def __iter__(cls):
        return iter('xyz')


class X(metaclass=M):
    pass


cases = [
    lambda: (A.__name__, A.__bases__ == (object,), A.__base__ is object, B.__mro__ == (B, A, object), B.mro() == [B, A, object]),
    lambda: (A.__subclasses__() == [B], B.__subclasses__()),
    lambda: (type(A) is type, type(type) is type, A.__class__ is type),
    lambda: (X(1, 2), isinstance(5, X), isinstance(6, X), issubclass(int, X), issubclass(str, X)),
    lambda: (len(X), X.anything, 'in' in X, list(X), bool(X)),
    lambda: type.__call__(X).__class__.__name__,
    lambda: (type('N', (A,), {'b': 2}).b, type('N', (A,), {'b': 2})().a),
    lambda: type('N', (), {}, x=1),
    lambda: type(1, (), {}),
    lambda: type('N', [], {}),
    lambda: type('N', (5,), {}),
    lambda: type('N', (A, A), {}),
    lambda: type('N', (object, A), {}),
    lambda: type('N', (B, A), {}).__mro__[1].__name__,
    lambda: type('N', (), {'__slots__': ('p', 'q')})().p,
    lambda: setattr(type('N', (), {'__slots__': ('p', 'q')})(), 'z', 1),
    lambda: type('N', (), {'__slots__': 'p'}).p.__name__,
    lambda: type('N', (), {'__slots__': ('1a',)}),
    lambda: type('N', (), {'__slots__': ('a',), 'a': 1}),
    lambda: type('N', (), {'__qualname__': 'Q.N'}).__qualname__,
    lambda: type('N', (), {'__qualname__': 5}),
    lambda: (A.__dict__['a'], type(A.__dict__).__name__, A.__module__, A.__doc__, A.__weakrefoffset__ is not None),
    lambda: (setattr(A, 'a', 2), B.a, B().a),
    lambda: (delattr(A, 'a'), hasattr(B, 'a')),
    lambda: delattr(A, 'zzz'),
    lambda: (setattr(B, '__bases__', (A,)), B.__mro__[1] is A),
    lambda: (type.__getattribute__(A, '__name__'), object.__getattribute__(B(), '__class__').__name__),
    lambda: (A == A, A != B, hash(A) == hash(A), A < B),
    lambda: A | B if hasattr(type, '__or__') else 'none',
    lambda: object(5),
    lambda: (object().__eq__(5), object().__ne__(5), object().__str__ is not None),
    lambda: object.__new__(5),
    lambda: object.__new__(int),
    lambda: (A.__new__(B).__class__.__name__, A(1)),
    lambda: (A.__init_subclass__(), A.__subclasshook__(5)),
    lambda: (type.__prepare__(), type.__instancecheck__(A, B())),
    lambda: (A.__sizeof__ is not None, isinstance(A.__flags__, int), A.__itemsize__, A.__dictoffset__ != 0, int.__basicsize__ > 0),
]
for number, case in enumerate(cases):
    show(number, case)
