"""A module."""
COUNT = 0
COUNT += 1
VALUE = "bare", __name__, __doc__


def f():
    return VALUE
