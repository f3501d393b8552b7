BEFORE = 1


def inner():
    raise ValueError("on the way")


inner()
