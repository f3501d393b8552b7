# __slots__: what they make, what they refuse, and which layouts go together.
def t(name, case):
    try:
        print(name, repr(case()))
    except BaseException as e:
        print(name, type(e).__name__, e)


class A:
    __slots__ = ('a', 'b')


class B(A):
    __slots__ = ['c']


class D(A):
    pass


class E(A):
    __slots__ = ()


class P:
    __slots__ = ('__private', '_x', 'é')

    def get(self):
        self.__private = 3
        return self.__private


a, b, d = A(), B(), D()
a.a = 1
b.a, b.c = 1, 2
d.z = 5
t('read', lambda: a.a)
t('unset', lambda: a.b)
t('delete', lambda: delattr(a, 'a'))
t('delete again', lambda: delattr(a, 'a'))
t('other', lambda: setattr(a, 'z', 1))
t('no dict', lambda: a.__dict__)
t('sub', lambda: (b.a, b.c))
t('sub other', lambda: setattr(b, 'z', 1))
t('dict of sub', lambda: (d.z, d.__dict__))
t('slot in sub', lambda: (setattr(d, 'a', 7), d.a, d.__dict__))
t('descriptor', lambda: (type(A.a).__name__, A.a.__name__, A.a.__objclass__.__name__))
t('descriptor repr', lambda: repr(A.a))
t('descriptor get', lambda: A.a.__get__(b))
t('descriptor wrong', lambda: A.a.__get__(5))
t('descriptor set', lambda: A.b.__set__(b, 9) or b.b)
t('descriptor set wrong', lambda: A.b.__set__('x', 9))
t('private', lambda: (P().get(), hasattr(P, '_P__private')))
t('weak', lambda: __import__('_weakref').ref(a))
t('class attribute', lambda: setattr(a, '__class__', E))
t('class attribute same layout', lambda: type(a).__name__)
t('class attribute other layout', lambda: setattr(a, '__class__', B))
t('class attribute of int', lambda: setattr(a, '__class__', int))
t('class attribute no class', lambda: setattr(a, '__class__', 5))


def make(slots, bases=(), **more):
    return type('M', bases, {'__slots__': slots, **more})


t('str', lambda: make('one').one)
t('dict', lambda: make({'x': 'doc of x'}).__slots__)
t('iterator', lambda: sorted(k for k in vars(make(iter('xy'))) if len(k) == 1))
t('not names', lambda: make(['a b']))
t('digits', lambda: make(['1a']))
t('not text', lambda: make([5]))
t('empty', lambda: make(['']))
t('not iterable', lambda: make(5))
t('conflict', lambda: make(['x'], x=1))
t('dict twice', lambda: make(['__dict__'], (D,)))
t('dict', lambda: make(['__dict__', 'q'])().__dict__)
t('weakref', lambda: make(['__weakref__', '__weakref__']))
t('weakref twice', lambda: make(['__weakref__'], (D,)))
t('of int', lambda: make(['x'], (int,)))
t('of int empty', lambda: make([], (int,))(5) + 1)
t('of tuple', lambda: make(['x'], (tuple,)))
t('of bytes', lambda: make(['x'], (bytes,)))
t('of str', lambda: make(['x'], (str,))('abc'))
t('of list', lambda: make(['x'], (list,))([1]))
t('of type', lambda: type('M', (type,), {'__slots__': ['x']}))
t('of exception', lambda: make(['x'], (ValueError,))('v').args)
t('same twice', lambda: len([k for k in vars(make(['x', 'x'])) if k == 'x']))


class S1:
    __slots__ = 'x'


class S2:
    __slots__ = 'y'


class S3:
    __slots__ = ()


t('two layouts', lambda: type('M', (S1, S2), {}))
t('one layout', lambda: type('M', (S1, S3), {'__slots__': ()}).__mro__[1].__name__)
t('sub first', lambda: type('M', (B, A), {}).__mro__[1].__name__)
t('int and list', lambda: type('M', (int, list), {}))
t('int and slots', lambda: type('M', (int, S1), {}))
t('exceptions', lambda: type('M', (ValueError, KeyError), {})('k').args)
t('exception and dict', lambda: type('M', (dict, ValueError), {}))
t('bases', lambda: setattr(B, '__bases__', (S1,)))
t('bases', lambda: setattr(E, '__bases__', (S1,)))
t('bases of object', lambda: setattr(E, '__bases__', ()))
t('bases no tuple', lambda: setattr(E, '__bases__', [A]))


class N1:
    pass


class N2:
    v = 'N2'


class N3(N1):
    pass


t('bases change', lambda: (setattr(N3, '__bases__', (N2,)), N3.v, N3().v, N1.__subclasses__(), [c.__name__ for c in N2.__subclasses__()]))
t('cycle', lambda: setattr(N2, '__bases__', (N3,)))
n = N1()
n.own = 1
n.__class__ = N2
print(n.v, n.own, type(n).__name__, isinstance(n, N1))
t('del class', lambda: delattr(n, '__class__'))
