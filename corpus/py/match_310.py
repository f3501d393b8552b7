"""Pattern matching: 3.10 and later."""
import enum


class Colour(enum.Enum):
    RED = 1


class Point:
    __match_args__ = ('x', 'y')


def match_literals(x):
    match x:
        case 1 | 2 | -3:
            return 'int'
        case 1.5 | -2 + 3j:
            return 'number'
        case 'text' | b'bytes':
            return 'str'
        case None | True | False:
            return 'singleton'
        case Colour.RED:
            return 'value'
        case _:
            return None


def match_sequences(x):
    match x:
        case []:
            return 0
        case [a]:
            return a
        case (a, b, *rest) if rest:
            return a, b, rest
        case [*_, last]:
            return last
        case [[1, [2, [3, deep]]]] as whole:
            return whole, deep


def match_mappings(x):
    match x:
        case {}:
            pass
        case {'a': 1, 'b': {'c': c}, **others}:
            return c, others


def match_classes(x, y):
    match x, y:
        case int(n), str() | bytes():
            return n
        case Point(0, y=0), _:
            return 'origin'
        case Point(x=px, y=py) as p, Point():
            return px, py, p
        case other, [Point(a, b) | (a, b)]:
            return other, a, b


def managed(open):
    with (
        open('a') as a,
        open('b') as b,
    ):
        return a, b
