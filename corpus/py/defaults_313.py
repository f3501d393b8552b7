"""Defaults of type parameters, class statics: 3.13 and later."""


type Alias[T = int, *Ts = *tuple[int, str], **P = [int]] = dict[T, tuple[*Ts]]


class Defaulted[T = str](list[T]):
    """A docstring
       whose indentation
         the compiler strips from 3.13 on.
    """

    def __init__(self):
        self.first = self.second = 0
        self.third: int = 1

    def method[U = T](self, other: U = None):
        global written
        written = locals()
        return {name: value for name, value in written.items() if name != 'self'}


def global_in_except(f):
    try:
        f()
    except Exception:
        global seen
        seen = 1
