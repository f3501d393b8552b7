"""Postponed annotations are strings in the constants: 3.7 and later."""
from __future__ import annotations, generator_stop, nested_scopes


def postponed(a: list[int | None], *b: {'k': 1}, c: lambda x: x + 1 = 0) -> f'{a!r}':
    return a, b, c


class Point:
    x: int
    y: Point | None = None

    def move(self, dx: 'int' = 1) -> Point:
        z: float = 1.0
        return self
