"""Class cells, metaclass keywords, super without arguments: 3.6 and later."""


class Meta(type):
    def __new__(mcls, name, bases, namespace, **options):
        return super().__new__(mcls, name, bases, namespace)

    def __init__(cls, name, bases, namespace, *, flag=False):
        super().__init__(name, bases, namespace)


class A(metaclass=Meta, flag=True):
    def cell(self):
        return __class__

    def method(self, x):
        def nested():
            return __class__, super(A, self).method
        return super().method(x), super().attribute, nested

    @classmethod
    def class_method(cls):
        return super().class_method()


class B(A, *[object][:0], **{}):
    x = 1
    y = [x for _ in range(x)]
    z = lambda self: __class__

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)

    def __set_name__(self, owner, name):
        self.__name = name


def outer():
    x = 1

    class C:
        nonlocal x
        x = 2

        def get(self):
            return x, __class__
    return C
