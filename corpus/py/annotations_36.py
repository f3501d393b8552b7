"""Annotations, keyword-only arguments, f-strings, nonlocal, starred forms: 3.6 and later."""
import typing

module_level: int = 1
undecided: 'str'
target.attribute: float = 2.0


def annotated(a: int, b: str = 'b', *args: tuple, c: bool, d: None = None, **kwargs: dict) -> typing.List[int]:
    local: 'not evaluated' = 1
    return local


def keyword_only(*, a, b=2, c):
    return a, b, c


def forwarded(f, *args, k=1, **kwargs):
    return f(*args, *args, k=k, **kwargs, **{'z': 1}), [*args, 1, *args], {*args}, {**kwargs, 'a': 1}, (*args,)


def formatted(x, width):
    return f'{x}', f'{x!r:>{width}}', f'{x!s} and {x!a}', f'', f'plain', f'{x:%Y}' f'{{}}'


def counter():
    count = 0

    def step(by: int = 1):
        nonlocal count
        count += by
        return count
    return step


def unpacking(seq):
    first, *middle, last = seq
    *init, (a, *b) = seq
    for x, *y in seq:
        yield from y
    return first, middle, last, init, a, b


def chained(x):
    try:
        return 1_000_000 @ x
    except Exception as e:
        raise ValueError from e


class Fields:
    number: int
    text: str = ''

    def method(self, other: 'Fields') -> 'Fields':
        return other


naïve_ключ = 'identifier outside ASCII'


def größe(π, *, ключ=naïve_ключ):
    return π, ключ
