# -*- coding: utf-8 -*-
"""Every kind of constant that a compiler of 2.7 and 3.x can put into a code object."""

small = (0, 1, -1, 255, 256, -5, 257)
edges = (2147483647, -2147483648, 2147483648, -2147483649)
wide = (9223372036854775807, -9223372036854775808, 9223372036854775808, 18446744073709551616)
huge = 0x123456789abcdef0123456789abcdef0123456789abcdef
huge_negative = -340282366920938463463374607431768211456
digits = (32767, 32768, 1073741823, 1073741824, 1 << 45, (1 << 60) - 1)

floats = (0.0, -0.0, 0.1, 1.5, -2.25, 1e16, 1e-5, 5e-324, 1.7976931348623157e308)
infinite = (1e999, -1e999)
# -0.0 and 0.0, 1 and 1.0 must not be merged into one constant.
zeros = (0, 0.0, -0.0, 0j)
ones = (1, 1.0, True, 1 + 0j)
numbers = (1j, -1j, 0j, 2.5 + 1e999j, -0.0 - 2j)

octets = b'\x00\x01\xfe\xff bytes'
empty = (b'', u'', '', ())
quotes = ("it's", 'say "x"', 'both \' and "', '\\ \t \r \n \x7f')
text = u'gr\xfc\xdfe \u20ac \u4f60\u597d \U0001f40d'
invisible = u'\xad\u200b\u2028\ufeff\ue000\U000e0001'
lone = (u'\ud800', u'a\udfffb', u'\udc80\udcff')
name_like = ('identifier', 'identifier', 'not an identifier', 'with\x00nul')
short = 'abcdefghijklmnopqrstuvwxyz ' * 9
long_ascii = (
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
    'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'
    'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc!'
)
long_name = aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbcccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc = 1

nested = (1, (2, (3, (4, ('five', (b'six', (7.0, (8j, (None,)))))))))
singletons = (None, (None, True, False), ((),), (((),),))
shared = ((1000, 'shared pair'), (1000, 'shared pair'))


def membership(x):
    """Sets of constants become frozensets where the compiler knows them not to change."""
    return (
        x in {1, 2, 3},
        x in {'a', 'b', u'\xe9'},
        x in {1, 2.5, 'mixed', b'bytes', (1, 2), 3j, -7, 1 << 70},
        x not in {0},
        x in [1, 2, (3, 4)],
    )


def subscripts(x, i):
    return (
        x[...], x[1:2], x[:], x[::2], x[-1], x[1:2, ...], x[i:], x[:i], x[1:10:3],
        x[1:2, 3:4], x[(1, 2):'k'], x[0], x[i][1:2],
    )


def folded():
    return 2 * 3 + 4, 'a' 'b', 1 << 20, -(5), not 0, (1, 2) + (3,), 'x' * 3, 10 ** 20, 7 // 2, 1.0 / 4
