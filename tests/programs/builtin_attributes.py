def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


class C:
    kind = 'class'

    def __init__(self):
        self.own = 1

    def method(self):
        return self.own

    @property
    def only(self):
        return 'read'


c = C()


cases = [
    lambda: getattr(c, 'own'),
    lambda: getattr(c, 'none'),
    lambda: getattr(c, 'none', 5),
    lambda: getattr(c, 5),
    lambda: getattr(c),
    lambda: getattr(c, 'only'),
    lambda: (hasattr(c, 'own'), hasattr(c, 'none')),
    lambda: hasattr(c, 5),
    lambda: (setattr(c, 'new', 5), c.new),
    lambda: setattr(c, 'only', 5),
    lambda: setattr(c, 5, 5),
    lambda: delattr(c, 'new'),
    lambda: delattr(c, 'new'),
    lambda: delattr(c, 'kind'),
    lambda: vars(c),
    lambda: vars(5),
    lambda: sorted(k for k in vars(C) if not k.startswith('__')),
    lambda: sorted(k for k in dir(c) if not k.startswith('__')),
    lambda: dir(5) == sorted(dir(5)),
    lambda: c.__dict__ is vars(c),
    lambda: c.__class__.__name__,
    lambda: setattr(c, '__class__', int),
    lambda: setattr(5, 'x', 1),
    lambda: (5).x,
    lambda: int.x,
    lambda: setattr(int, 'x', 1),
    lambda: delattr(int, 'real'),
    lambda: None.x,
    lambda: (len.__name__, len.__module__),
    lambda: len.__self__,
    lambda: (C.__name__, C.__qualname__, C.__module__),
    lambda: C.__mro__ == (C, object),
    lambda: C.__bases__,
    lambda: (C.method.__name__, c.method.__self__ is c, c.method.__func__ is C.method),
    lambda: c.method.x,
    lambda: setattr(c.method, 'x', 1),
    lambda: (setattr(C.method, 'x', 1), C.method.x, c.method.x),
    lambda: (setattr(c, '__dict__', {'q': 1}), c.q),
    lambda: setattr(c, '__dict__', 5),
    lambda: c.own,
    lambda: object().x,
    lambda: setattr(object(), 'x', 1),
    lambda: 'abc'.nothing,
    lambda: [].append.__name__,
    lambda: type(c).only.fget(c),
    lambda: type(c).only.fset,
    lambda: C.__doc__,
    lambda: c.__doc__,
    lambda: object.__doc__ is not None,
    lambda: (lambda: 0).__name__,
    lambda: getattr(C, '__weakref__').__name__,
    lambda: (setattr(C, '__name__', 'D'), C.__name__),
    lambda: setattr(C, '__name__', 5),
    lambda: delattr(C, '__name__'),
    lambda: (setattr(C, '__module__', 'm'), repr(C)),
    lambda: C.__dict__['kind'],
    lambda: setattr(C, '__bases__', ()),
    lambda: setattr(C, '__bases__', 5),
]
for number, case in enumerate(cases):
    show(number, case)
