"""Classes: bodies, docstrings, properties, private names, super, nesting."""


class Base(object):
    """The base."""
    __slots__ = ('__private', 'value')
    counter = 0

    def __init__(self, value):
        assert value is not None, 'gone with -O'
        if __debug__:
            self.__private = value
        self.value = value

    @property
    def private(self):
        """The docstring of a property."""
        return self.__private

    @private.setter
    def private(self, value):
        self.__private = value

    @staticmethod
    def static(x):
        return x

    @classmethod
    def make(cls, *args):
        return cls(*args)

    class Inner(object):
        class Innermost(object):
            def deep(self):
                return Base.Inner.Innermost


class Derived(Base):
    def __init__(self, value):
        super(Derived, self).__init__(value)

    def __eq__(self, other):
        return __class__ is other

    def __hash__(self):
        return hash(self.value)


class Empty(Base): pass


def factory(base, name):
    class Made(base):
        __doc__ = name
        names = [name for _ in (1, 2)]

        def method(self):
            return name, self.__mangled
    Made.__name__ = name
    return Made
