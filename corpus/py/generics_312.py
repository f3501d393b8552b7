"""Type parameters, type aliases, inlined comprehensions, nested f-strings: 3.12 and later."""
from typing import Callable

type Plain = int
type Pair[T] = tuple[T, T]
type Bounded[T: int, U: (str, bytes), *Ts, **P] = Callable[P, tuple[T, U, *Ts]]


def first[T](xs: list[T], default: T = None) -> T:
    return xs[0] if xs else default


class Box[T: 'Box']:
    type Inner = list[T]

    def __init__(self, item: T):
        self.item = item

    def map[U](self, f: Callable[[T], U]) -> 'Box[U]':
        def run[V: T](x: V) -> U:
            return f(x), __class__
        return Box(run(self.item))


class Child[T](Box[T], metaclass=type):
    @staticmethod
    async def create[**P](*args: P.args, **kwargs: P.kwargs):
        return super().create


def inlined(xs):
    x = 'outer'
    ys = [x for x in xs]
    zs = {x: [y for y in x] for x in xs if x}
    fs = [lambda: x for x in xs]
    return x, ys, zs, fs, {x for x in xs}, (x for x in xs)


def formatted(x):
    return f'{f'{f'{x}'}'}', f"{x["key"]!r:{'>' + '10'}}", f'{
        x  # a comment inside
    }'


squares = [n * n for n in range(3)]
