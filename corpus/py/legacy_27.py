# -*- coding: latin-1 -*-
"""Syntax that only 2.7 has."""
import sys
import string, os
from types import *

longs = (0L, 1L, -1L, 2147483648L, 0x7fffffffffffffffL, -10000000000000000000000000L)
same = (1, 1L, 1.0, 1j)
text = (u'unicode', u'\u20ac', ur'raw \x', 'bytes \xff', 'bytes', u'bytes', '\xe9'.decode)
octal = 0777


class Old:
    "A class without a base."
    def method(self):
        print 'method', self
        print >>sys.stderr, 'redirected',
        print >>sys.stderr
        print


def repred(x):
    return `x`, `x, 1`, x <> 2


def executed(code, scope):
    exec code
    exec code in scope
    exec 'a = 1' in scope, {}


def unpacked((a, b), (c, (d, e))=(1, (2, 3))):
    return a, b, c, d, e


def raising(kind, value, trace):
    if kind:
        raise kind, value
    raise kind, value, trace


def caught(f):
    try:
        return f()
    except ValueError, e:
        return e
    except (TypeError, KeyError), (a, b):
        return a, b


def starred():
    from math import *
    return sin


def sliced(x, i, j):
    x[:] = x[i:] = x[:j] = x[i:j] = x[i:j:2]
    x[i:j] += [1]
    del x[:], x[i:], x[:j], x[i:j]
    return x[:], x[i:], x[:j], x[i:j], x[...], [k for k in x if k], {k: 1 for k in x}, {k for k in x}


def tests(x):
    while 1:
        if x or not x and 3:
            return x
