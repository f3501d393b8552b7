"""A module."""
COUNT = 0
COUNT += 1
VALUE = "checked", __name__, __doc__


def f():
    return VALUE
