"""Control flow, exceptions, generators, decorators and imports that 2.7 and 3.x share."""
from __future__ import absolute_import, division, print_function, unicode_literals
import os.path as path
import sys
from math import *
from collections import OrderedDict as Ordered, deque


def loops(n):
    for i in range(n):
        if i % 2:
            continue
        while n > i:
            n -= 1
            if n == 3:
                break
        else:
            n += 1
    else:
        return n
    return None


def trying(f):
    try:
        f()
    except (ValueError, TypeError) as e:
        return e
    except KeyError:
        raise
    except Exception:
        raise RuntimeError('no')
    else:
        f = None
    finally:
        print('done', file=sys.stderr)
    return f


def nested_finally(f):
    for _ in f:
        try:
            try:
                return f()
            finally:
                f(1)
        except OSError:
            continue
        finally:
            f(2)


def managed(a, b):
    with a as x, b:
        with x:
            return x
    assert x, 'message'


def generator(n):
    sent = yield
    while n:
        n -= 1
        sent = yield n, sent
    yield


def decorate(f):
    return f


@decorate
@path.join('a', 'b')
def decorated():
    """Docstring."""


def operators(a, b, c):
    a += b; a -= b; a *= b; a /= b; a //= b; a %= b; a **= b; a <<= b; a >>= b; a &= b; a |= b; a ^= b
    r = a + b, a - b, a * b, a / b, a // b, a % b, a ** b, a << b, a >> b, a & b, a | b, a ^ b, -a, +a, ~a, not a
    c = a < b, a <= b, a == b, a != b, a > b, a >= b, a is b, a is not b, a in b, a not in b, a < b < c
    a.x = a[b] = a[1:2] = r
    del a.x, a[b], a[1:2]
    (x, (y, z)), w = c
    return {a: b, 'k': [x, y]}, {z, w}, a and b or c, (a if b else c)


def everything_global():
    global made_here
    made_here = 1
    del made_here
