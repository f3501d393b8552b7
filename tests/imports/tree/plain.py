"""A module."""
COUNT = 0
COUNT += 1
VALUE = "plain", __name__, __doc__


def f():
    return VALUE
