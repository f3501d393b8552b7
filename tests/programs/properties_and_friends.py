def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


class C:
    def __init__(self):
        self._x = 1

    @property
    def x(self):
        'the x'
        return self._x

    @x.setter
    def x(self, value):
        self._x = value

    @x.deleter
    def x(self):
        self._x = None

    only = property(lambda self: 5)
    write = property(None, lambda self, v: setattr(self, '_x', v))

    @staticmethod
    def s(a):
        return 's', a

    @classmethod
    def c(cls, a):
        return cls.__name__, a


class D(C):
    x = C.x.getter(lambda self: 'D' + str(self._x))


o = C()


cases = [
    lambda: (o.x, C.x.__doc__, C.x.fget(o)),
    lambda: (setattr(o, 'x', 9), o.x),
    lambda: (delattr(o, 'x'), o.x),
    lambda: o.only,
    lambda: setattr(o, 'only', 1),
    lambda: delattr(o, 'only'),
    lambda: o.write,
    lambda: (setattr(o, 'write', 3), o.x),
    lambda: (D().x, setattr(D(), 'x', 2)),
    lambda: (C.s(1), o.s(2), C.c(1), o.c(2), D.c(3)),
    lambda: (C.__dict__['s'].__func__(5), C.__dict__['c'].__func__(int, 5)),
    lambda: (C.__dict__['s'].__get__(None, C)(1), C.__dict__['c'].__get__(None, D)(1), C.__dict__['c'].__get__(o)(1)),
    lambda: (property().fget, property(len).fget is len, property(doc='d').__doc__),
    lambda: property(1, 2, 3, 4, 5),
    lambda: property().__get__(o, C),
    lambda: property().__set__(o, 1),
    lambda: property().__delete__(o),
    lambda: property(len).__get__(None, C).fget is len,
    lambda: (C.x.setter(None).fset is C.x.fset, C.x.deleter(len).fdel is len),
    lambda: (property(lambda self: 1).__isabstractmethod__, staticmethod(len).__isabstractmethod__),
    lambda: (staticmethod(5).__get__(o), classmethod(5).__func__),
    lambda: staticmethod(),
    lambda: classmethod(1, 2),
    lambda: (staticmethod(len).__func__ is len, type(C.__dict__['c']).__name__),
    lambda: (setattr(C, 'only', 7), o.only),
    lambda: (super(D, D()).x, super(D, D).c(1), super(D, D()).s(1)),
    lambda: super(D, D()).nothing,
    lambda: super(C, 5),
    lambda: super(5),
    lambda: super(D).x,
    lambda: (super(D, D()).__thisclass__.__name__, super(D, D()).__self_class__.__name__),
    lambda: super(),
    lambda: repr(super(D, D)),
]
for number, case in enumerate(cases):
    show(number, case)
