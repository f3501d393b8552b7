"""Records what CPythons make of numbers and formats. Runs unchanged on 3.8 and later, and in Pyodide.

    numbers.py numbers|formats PYTHON... > corpus/vm/X.jsonl    a PYTHON is a command; in ascending order of versions
    numbers.py answer FILE                                     what such a command is asked

X being `numbers` or `format`. `--random SEED COUNT` behind the first word asks for random cases instead of those of the corpus,
for comparisons at large: the tests look into the directory PYC_VM_RECORDED. A line is
`[operation, arguments, [[minor, answer]...]]`, each answer being that of 3.minor and of the following releases up to the next.
Values are written as

    "i-0xff"            an integer             "f0x1.8p+1"   a float, as hex() has it        "c0x0p+0,0x1p+0"    a complex number
    "stext"             a string               "bff00"       a bytes object                  "o1", "o0"          a bool
    [...]               a tuple                null          None; as an answer, nothing that could be compared
    "!Class: message"   an exception

Pyodide has 32 bits and another C library, so of it neither hashes nor powers of floats are compared.
"""
import json
import math
import operator
import random
import shlex
import subprocess
import sys
import tempfile
import warnings

warnings.simplefilter('ignore')
NARROW = sys.maxsize < 1 << 32
# The operations whose results differ with the width of the machine or with the C library.
LOCAL = {'hash', 'pow_float', 'pow_complex', 'abs_complex'}


def write(value):
    if value is None:
        return None
    if isinstance(value, (tuple, list)):
        return [write(item) for item in value]
    if isinstance(value, bool):
        return 'o%d' % value
    if isinstance(value, int):
        return 'i' + hex(value)
    if isinstance(value, float):
        return 'f' + value.hex()
    if isinstance(value, complex):
        return 'c%s,%s' % (value.real.hex(), value.imag.hex())
    if isinstance(value, bytes):
        return 'b' + value.hex()
    return 's' + value


def read(text):
    if text is None:
        return None
    if isinstance(text, list):
        return tuple(read(item) for item in text)
    kind, rest = text[0], text[1:]
    if kind == 'i':
        return int(rest, 16)
    if kind == 'o':
        return rest == '1'
    if kind == 'f':
        return float.fromhex(rest)
    if kind == 'c':
        return complex(*map(float.fromhex, rest.split(',')))
    if kind == 'b':
        return bytes.fromhex(rest)
    return rest


def compare(a, b):
    return None if a != a or b != b else (a > b) - (a < b)


def fields(name):
    import _string
    first, rest = _string.formatter_field_name_split(name)
    return first, list(rest)


def pieces(template):
    import _string
    return [tuple(piece) for piece in _string.formatter_parser(template)]


OPERATIONS = {
    'add': operator.add, 'sub': operator.sub, 'mul': operator.mul, 'floordiv': operator.floordiv, 'mod': operator.mod,
    'divmod': divmod, 'truediv': operator.truediv, 'pow': pow, 'pow_float': pow, 'pow_complex': pow, 'pow_mod': pow,
    'lshift': operator.lshift, 'rshift': operator.rshift, 'and': operator.and_, 'or': operator.or_, 'xor': operator.xor,
    'neg': operator.neg, 'abs': abs, 'abs_complex': abs, 'invert': operator.invert, 'bit_length': lambda n: n.bit_length(),
    'bit_count': lambda n: bin(n).count('1'), 'compare': compare, 'float': float, 'int': int, 'round': round,
    'round_int': round, 'gcd': math.gcd, 'lcm': lambda a, b: abs(a * b) // (math.gcd(a, b) or 1), 'isqrt': math.isqrt,
    'from_bytes': lambda b, order, signed: int.from_bytes(b, order, signed=signed),
    'to_bytes': lambda n, size, order, signed: n.to_bytes(size, order, signed=signed),
    'parse_int': int, 'str': str, 'hash': hash, 'repr': repr, 'parse_float': float, 'hex': lambda x: x.hex(),
    'fromhex': float.fromhex, 'ratio': lambda x: x.as_integer_ratio(), 'is_integer': lambda x: x.is_integer(),
    'parse_complex': complex,
    'format': format, 'percent': lambda template, values: template % values,
    'percent_map': lambda template, value: template % ({'a': value, '(a)': value} if isinstance(template,
        str) else {b'a': value}), 'template': lambda text, *values: text.format(*values),
    'pieces': pieces, 'fields': fields,
}


def answer(cases):
    out = []
    for operation, arguments in cases:
        if operation == 'hash' and 'nan' in arguments[0]:
            out.append(None)  # by the object's address, from 3.10 on
            continue
        try:
            found = write(OPERATIONS[operation](*map(read, arguments)))
        except Exception as e:
            found = '!%s: %s' % (type(e).__name__, e)
        if NARROW and ('C long' in str(found) or operation in LOCAL and not str(found).startswith('!Zero')):
            found = None
        out.append(found)
    return out


EDGES = [0, 1, -1, 2, -2, 3, 7, -7, 10, 255, 256, -256, 2**31, 2**53, 2**53 + 1, -2**53 - 1, 2**62, 2**63 - 1, 2**63, -2**63,
         -2**63 - 1, 2**64 - 1, 2**64, -2**64, 2**61 - 1, 1 - 2**61, 2**61, 10**18, 10**19, 10**30, -10**30 + 1, 2**200 - 1,
         -2**200, 10**60 + 7]
FLOATS = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.5, 2.675, 0.1, 1e16, 9999999999999998.0, 1e15, 123456789.125, 1e-4, 1e-5,
          1e22, 1e23, -3.7, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, float('inf'), float('-inf'),
          float('nan'), 2.0**53, 2.0**63, -2.0**63, 1e100, 1e-100, 0.3, 1 / 3]
INTEGERS = ['', ' ', '12', ' -12\n', '+5', '+ 1', '--1', '1_000', '_1', '1_', '1__2', '0', '-0', '000', '012', '0x1f', '0X1F',
            '0b101', '0o17', '0b12', '0x', '0x_f', '0_x1', '0_0', '0_1', 'z', 'Zz', '1.0', '1e5', '12a', "a'b", 'a\n\'"\\',
            '\x1c1', '\x001', '12\x00', '\u30001\u3000', '\x851', '\u200b1', '9223372036854775807', '9223372036854775808',
            '-9223372036854775808', '-9223372036854775809', '1' * 40, 'x' * 250, '\u00e9' * 250, "'" * 250, '\n' * 250 + 'x',
            b'12', b' 12 ', b'12x', b'\xff', b'1\x00', b'\x1c1', b'']
DECIMALS = ['', '1', ' 1.5 ', '1.', '.5', '.', '-.5e-3', '1e5', '1e', '1e+', '1E+5', '1_0.0_1', '1_.0', '1._0', '_1', '1_',
            '1__0', '1e1_0', '1e_1', '1_e1', 'inf', '-Infinity', 'infinit', 'NAN', '+nan', 'nan(1)', '+-1', '1e400', '-1e400',
            '1e-400', '0x1', '1 2', '\x001', '1\x00', '2.5\u2000', '\u20032.5', '\u30001x', "a'\n", '1' * 30 + '.' + '3' * 40,
            '9007199254740993', '2.2250738585072011e-308', '4.9406564584124654e-324', '2.4703282292062327e-324',
            '2.4703282292062328e-324', '1.7976931348623159e308', b'1.5', b' 1', b'x', b'\xff']
HEXES = ['', '0x', '1', ' -0X1.8P+3 ', 'nan', '-INF', '+infinity', 'infinit', '.8', '8.', '.', '1..', '1_0',
         '0x1.00000000000008p0', '0x1.00000000000018p0', '0x1.000000000000080000001p0', '0x0.8p-1074', '0x0.80000001p-1074',
         '0x1.8p-1075', '0x1p-1075', '-0x1p-1076', '0x0p99999999999999999999999', '0x1p99999999999999999999',
         '0x1p-99999999999999999999', '0x.00001p1040', '1p-', '1p 3', '0x1p1024', '0x1.fffffffffffff7p1023',
         '0x1.fffffffffffff8p1023', '\u0661', '1\x00', '\u20001', '0x' + '0' * 40 + '1.' + '0' * 40 + '1p3', 'g',
         '0x123456789abcdef0123456789p-100', '0x1.ffffffffffffffp-1023', '0x0.fffffffffffff8p-1022',
         '0x0.fffffffffffff4p-1022']
COMPLEXES = ['', '1', '1+2j', ' ( 1-2j ) ', '(1', '1)', '1+2', '1 +2j', 'j', '-J', '+infj', 'nan-infj', '1e5j', '1_0+2_0j',
             '1__0j', '_1j', '1_j', '1+j', '1-j', '1+-2j', '1e', 'nanj', 'infinity', '1j+2', '.5+.5j', '1.2.3', 'j2', '1j1',
             '()', '((1))', '(1)j', '1e400j', 'a\'"', '1\x00', '\u2003 1j', '1-1e5j', '1e5-1e5J']


def integer(rng):
    kind = rng.randrange(6)
    if kind == 0:
        return rng.choice(EDGES) + rng.randrange(-2, 3)
    size = [0, 8, 40, 64, 130, 700][kind]
    return rng.getrandbits(rng.randrange(1, size + 1)) * rng.choice((1, -1))


def real(rng):
    kind = rng.randrange(6)
    if kind == 0:
        return rng.choice(FLOATS)
    if kind == 1:
        return rng.choice((-1, 1)) * math.ldexp(rng.random(), rng.randrange(-1080, 1025))
    if kind == 2:
        return float(integer(rng) % 2**70)
    if kind == 3:
        return round(rng.uniform(-1000, 1000), rng.randrange(6))
    if kind == 4:
        return rng.randrange(-40, 40) / 8
    return rng.uniform(-1, 1) * 10.0 ** rng.randrange(-20, 25)


def part(rng):
    return rng.choice((0.0, -0.0, 1.0, float('inf'), float('-inf'), float('nan'), real(rng), rng.uniform(-9, 9),
        rng.uniform(-9, 9)))


def number(rng):
    """A case of each operation on numbers."""
    def a():
        return integer(rng)
    x, y = real(rng), real(rng)
    z, w = complex(part(rng), part(rng)), complex(part(rng), part(rng))
    mixed = rng.choice([(z, w), (z, w), (x, z), (z, x)])
    for name in ('add', 'sub', 'mul', 'floordiv', 'mod', 'divmod', 'truediv', 'and', 'or', 'xor', 'gcd', 'lcm', 'compare'):
        yield name, a(), a()
    yield 'floordiv', a() * (1 << 300) + a(), a()
    yield 'truediv', a() << rng.randrange(1100), a() << rng.randrange(1100)
    yield 'pow', a(), rng.randrange(20)
    yield 'pow_mod', a(), a(), a()
    yield 'lshift', a(), rng.choice((-1, rng.randrange(200)))
    yield 'rshift', a(), rng.choice((-1, 1 << 70, rng.randrange(200), rng.randrange(70)))
    for name in ('neg', 'abs', 'invert', 'bit_length', 'bit_count', 'float', 'isqrt', 'str', 'hash'):
        yield name, a()
    yield 'float', a() << rng.randrange(1100)
    yield 'compare', a(), x
    yield 'compare', int(y) if y - y == 0 else a(), y
    yield 'round', a(), rng.randrange(-30, 3)
    size = rng.randrange(20)
    yield 'from_bytes', bytes(rng.choice((0, 255, rng.randrange(256))) for _ in range(size)), rng.choice(('big',
        'little')), rng.random() < .5
    yield 'to_bytes', a(), size, rng.choice(('big', 'little')), rng.random() < .5
    base = rng.choice((0, 2, 3, 7, 8, 10, 16, 32, 36))
    yield 'parse_int', ''.join(rng.choice('0123456789_azx') for _ in range(rng.randrange(1, 6))), base
    yield 'parse_int', str(a()), rng.choice((10, 36, 13))
    for name in ('repr', 'hash', 'hex', 'ratio', 'is_integer', 'int', 'round_int', 'abs', 'neg'):
        yield name, real(rng)
    yield 'round', x, rng.choice((rng.randrange(-25, 25), rng.randrange(-310, 330)))
    yield 'round', real(rng), rng.randrange(5)
    for name in ('add', 'sub', 'mul', 'floordiv', 'mod', 'divmod', 'truediv', 'pow_float'):
        yield name, x, y
        yield name, part(rng), part(rng)
    yield 'pow_float', part(rng), rng.randrange(-5, 6) / 2
    yield 'parse_float', repr(x)
    yield 'parse_float', '%d.%de%d' % (rng.getrandbits(70), rng.getrandbits(70), rng.randrange(-340, 310))
    yield 'fromhex', rng.choice(('', '-')) + '0x%x.%xp%d' % (rng.getrandbits(5), rng.getrandbits(70), rng.randrange(-1090,
        1025))
    for name in ('add', 'sub', 'mul', 'truediv', 'pow_complex'):
        yield (name,) + mixed
    yield 'pow_complex', z, float(rng.randrange(-4, 5))
    yield 'pow_complex', complex(rng.uniform(-3, 3), rng.uniform(-3, 3)), complex(rng.uniform(-3, 3), rng.uniform(-3, 3))
    for name in ('repr', 'hash', 'neg', 'abs_complex'):
        if name != 'hash' or z == z:
            yield name, z


def numbers(rng, count):
    if count is None:
        count = 15
        for n in EDGES:
            for name in ('neg', 'bit_length', 'bit_count', 'hash', 'str', 'float', 'invert'):
                yield name, n
        for x in FLOATS:
            for name in ('repr', 'hash', 'hex', 'ratio', 'int', 'round_int'):
                yield name, x
            for digits in (-400, -16, -1, 0, 1, 2, 22, 400):
                yield 'round', x, digits
        for name in ('floordiv', 'mod', 'divmod', 'truediv'):
            for a in (0, 1, -5, 2**70, 0.0, -2.5, 1j):
                for b in (0, 3, -3, 2**63, 0.0, -0.0, 3.0, 0j):
                    if not isinstance(a, complex) and not isinstance(b, complex) or name == 'truediv':
                        yield name, a, b
        for a in (0.0, -0.0, -2.0, 10.0, 1e308, -1e308, float('inf'), float('-inf'), float('nan')):
            for b in (-1.0, -0.5, -2.0, 0.0, 0.5, 2.0, 3.0, 400.0, float('inf'), float('-inf'), float('nan')):
                yield 'pow_float', a, b
        for a in (0j, 1 + 2j, 1e200 + 0j, complex('inf'), complex('nan'), 1e300 + 1j):
            for b in (0j, -1 + 0j, 2j, 2 + 0j, 3 + 0j, 100 + 0j, 101 + 0j, -2 + 0j, .5 + 0j, complex('inf')):
                yield 'pow_complex', a, b
        for a, b, c in ((2, -1, 0), (2, 3, 0), (2, -1, 4), (2, -1, 1), (3, -2, -7), (0, -1, 5), (0, 0, 1), (0, 0, 3), (5,
            10**30, 10**20)):
            yield 'pow_mod', a, b, c
        for a, b in ((1, 1 << 64), (0, 1 << 64), (-1, 1 << 64), (1, -1 << 64), (0, -1), (2**70, 2**62)):
            yield 'rshift', a, b
            if a == 0 or b < 0 or b == 1 << 64:
                yield 'lshift', a, b
        for text in INTEGERS:
            yield 'parse_int', text
            for base in (0, 16, 8, 36) if isinstance(text, str) and len(text) < 20 else ():
                yield 'parse_int', text, base
        for base in (-1, 1, 37):
            yield 'parse_int', '1', base
        for text in ('1' * 5000, '1_' * 4400 + '1', '1' * 4301 + 'x', 'x' * 5000, '0' * 4301, '-' + '1' * 4301,
            ' ' * 5000 + '1'):
            yield 'parse_int', text
        for n in (10**4300, -10**4300, 10**6000):
            yield 'str', n
        for text in DECIMALS:
            yield 'parse_float', text
        for text in HEXES:
            yield 'fromhex', text
        for text in COMPLEXES:
            yield 'parse_complex', text
        for n, size, signed in ((300, 1, False), (-1, 1, False), (-129, 1, True), (-128, 1, True), (128, 1, True), (0, 0,
            False), (0, 0, True),
                                (-1, 0, True), (-2, 0, True), (-256, 1, True), (-2**63, 8, True), (2**64, 8, False), (5, 20,
                                    True), (-5, 20, True)):
            yield 'to_bytes', n, size, 'big', signed
            yield 'to_bytes', n, size, 'little', signed
    for _ in range(count):
        yield from number(rng)


INT_SPECS = """|y|-+d|<<<d|.3d|zd|,n|,_d|_,d|,,d|__d|,x|_x|_b|,c|+c|#c|c|5c|05c|^5c|.1c|_c|zc|.f|.|s|abc|\u00e9|\x01|\x7f|
#010x|#_b|020,d|021,d|022,d|=+010d|
010|<010|=<10|x<010|020_b|#020_x|#_X|#o|o|X|n|011111111111111111111|10 d| d|- d|z#d|,|_|+|-| |%|e|g|.2f|012,.1f|E|G|F|d5|<|^9|
>9|=9|*^+9,d|
._d|.,|_.3|\u0661\u0660d|\u0661\u0660|5\u0661|.99999999999999999999f|#|#,|0|00|005|-05|+05| 05|=5|0=5|0<5|0^7|{<5|}>5|_o|,o|
,e|,%|_%|_g|_n|b|#b|+#b"""
FLOAT_SPECS = """|d|x|,n|,_f|.3|.-f|.|.x|,|_|_g|,f|010,f|+010f|z.1f|z|%|.0%|.1%|,.2%|n|10|.0|.1|.4|.17|.20|#|#.0f|#.3g|#g|g|
#.3g|e|.0e|#.0e|E|G|F|f|.0f|.1f|.2f|
015,.2f|z#010,.2f|#z010|,.3_f|.3,f|._f|._|_._f|.6_f|,.6,f|.,f|.4_e|_.9_g|.,n|._n|.6_,f|.6__f|030.6_f|030,.6_f|<12|^12|>12|=12|
*=+12.3e|+|-| |s|c|b|zz|
.40f|.40g|.40e|020|<020|.3n|+.3n|_.2f|z%|z.0e|zg|z.3|^+12.2f|.1999f"""
COMPLEX_SPECS = """|d|=10f|010f|%|^^20.3f|z|z.1f|30|>30|<30|.3|n|e|,.2f|+|-| |#.0f|.0f|g|G|.3g|#|s|_|*^40,.3e|.6_f|0|=|+.2e|E|F"""
STR_SPECS = """|d|=5|+5| 5|z5|#5|,5|,s|_s|05|05s|
.2s|.2|%|ss|\u1234|-|<6|>6|^6|*^7.2|=05|<05|0<5|._|.2_|.0|s|>s|.s|10|\u00e9^7|\x01>4"""
PERCENTS = """%d|%5d|%-5d|%05d|%+d|% d|%+5d|%-05d|% 05d|%.3d|%+.3d|%10.3d|%010.3d|%-10.3dx|%i|%u|%x|%#x|%X|%#X|%o|%#o|%#08x|
%-#8x|%#.5x|%+#x|%#.0x|
%f|%.0f|%#.0f|%10.2f|%-10.2f|%010.2f|%+f|% f|%e|%E|%.0e|%#.0e|%g|%G|%#g|%.3g|%010g|%F|%.60f|%.30e|%c|%5c|%-5c|%05c|%.0c|%q|
abc%|%|%hd|%ld|%Ld|%hld|%lld|%5%|
%%|%%d|a%%b%dc|%.d|%.f|%. d|%5 d|%l|%\u1234|%\x01|%\x7f|%(a)d|%(a|%99999999999999999999d|%.99999999999999999999f|
%.99999999999d|%s|%5s|%-5s|%.2s|%5.1s|%+s|%05s|
%d %d|x%dy%sz|abc||%.400f|%#G|%+.2e|%+-8dx|%0-8dx|%- 8dx|%r|%a|%5r|%.1r"""
MAPPED = ['%(a)d', '%(a)5d|', '%((a))d', '%(b)d', '%(a', '%(a)', '%(a)(b)d', '%(a)%', '%(a)s %(a)s', '%()d', '%(a)-5d|', 'x',
    '%%', '%(a))d', '%((a)d', '%(a)q']
TEMPLATES = """|a|{|}|{}|{}}|{{}|{{}}|{{{}}}|{0|{0.}|{0[}|{0[]}|{0[a}|{0!}|{0!x}|{0!\u1234}|{0!\x01}|{0!rs}|{0!r:}|{0!r|{0!|
{0:|{:{}}|{:{:{}}}|{:{:{:{}}}}|{}{0}|{0}{}|
{:{0}}|{0:{}}|{}{}{}{}|{3}|{99999999999999999999}|{0[99999999999999999999]}|{ }|{!r}|{0!r:>{1}}|{0{1}}|{:}}|{:{{}}}|{:{}{}}|
a{b|a}b|{0:{|
{0!r}}|{!}|{-1}|{\u0661}|{!s:>5}|{!a}|{0}{1}{2}|{2:>{1}}|x{0:5}y{1:<5}z|{:5}{:5}|{0:{1}{2}|{0:}{1:{2}}|{0!r:{1}}|{:>{}}"""
NAMES = """|0|a|a.b|[0]|a[|a.|a[]|a[b]c|a..b|99999999999999999999|a]b|a.b[c][0][-1][01].d|0.real|a[b|a[b].|.a|a.b.c|[a][b]|
a[.]|a[[]|\u0661|\u0661x|a[\u0661]|9x|
a[99999999999999999999]|a[9999999999999999999x]|a b|01|a[b]]|a[b][|a[0]x"""


def split(text):
    return text.replace('|\n', '|').split('|')


def random_spec(rng, codes):
    def maybe(*options):
        return rng.choice(options) if rng.random() < .35 else ''
    align = maybe('<', '>', '=', '^', '*<', '0^', '_=', '\u00e9>', '0=')
    precision = maybe('.%d' % rng.randrange(25)) + (maybe(',', '_') if rng.random() < .1 else '')
    flags = maybe('+', '-', ' ') + (maybe('z') if rng.random() < .3 else '') + maybe('#') + maybe('0')
    return align + flags + maybe(str(rng.randrange(40))) + maybe(',', '_') + precision + rng.choice(codes)


def formats(rng, count):
    ints = [0, 1, -1234, 255, 65, 123456789, -2**70]
    floats = [0.0, -0.0, 1.0, -0.04, 1234.5, 123456.123456789, 1e16, 0.5, float('inf'), float('nan'), 1e-5, -1e100]
    complexes = [1 + 2j, 0j, -0j, 1e16 - 0.5j, complex('nan-infj'), complex(0.0, -0.0), -1234.5 + 1e-7j]
    if count is None:
        count = 90
        for specs, values in ((INT_SPECS, ints), (FLOAT_SPECS, floats), (COMPLEX_SPECS, complexes), (STR_SPECS, ['', 'a',
            'abcdef'])):
            for at, spec in enumerate(split(specs)):
                for value in values[at % 3::3]:
                    yield 'format', value, spec
        for value in (True, False):
            for spec in ('d', '5', 's', 'zz', 'f'):
                yield 'format', value, spec
        for value in (-1, 0x110000, 0xe9):
            yield 'format', value, 'c'
        for value in (10**400, -10**400):
            for spec in ('f', 'e', '%'):
                yield 'format', value, spec
        for at, template in enumerate(split(PERCENTS)):
            for value in [(42,), (-3.5,), ('xyz',), (-2**70,), (float('inf'),), (), (1, 2), 7][at % 2::2] + [(5,)]:
                yield 'percent', template, value
            if template.isascii():
                for value in [(42,), (b'xy',), (-3.5,), ('x',), 300, (), (1, 2)][at % 2::2]:
                    yield 'percent', template.encode(), value
        for template, value in (('%*d', (5, 1)), ('%*d', (-5, 1)), ('%.*f', (3, 1.5)), ('%.*f', (-5, 1.5)), ('%*.*f|', (-9, 2,
            1.5)), ('%*d', (1,)),
                                ('%*d', ()), ('%*d', ('a', 1)), ('%*d', (2**70, 1)), ('%.*f', (2**40, 1)), ('%.*d', ('a', 1)),
                                    ('%*', (1,)), ('%*', ())):
            yield 'percent', template, value
            yield 'percent', template.encode(), value
        for value in (-1, 0x110000, 0xe9, 10**30, 'a', 'ab', '', 1.5, b'a', b'ab', 256, 255):
            yield 'percent', '%c', (value,)
            yield 'percent', b'%c', (value,)
        for template in MAPPED:
            yield 'percent_map', template, 5
            yield 'percent_map', template.encode(), 5
        yield 'percent', b'%\xff', (1,)
        for template in split(TEMPLATES):
            yield 'pieces', template
            yield 'template', template, 12, 3, -7
            yield 'template', template, 'abc', '>', 9
        for name in split(NAMES):
            yield 'fields', name
    for _ in range(count):
        yield 'format', integer(rng), random_spec(rng, ['', 'd', 'x', 'b', 'o', 'X', 'n', 'c', 'e'])
        yield 'format', real(rng), random_spec(rng, ['', 'e', 'f', 'g', 'n', '%', 'E', 'F', 'G'])
        yield 'format', complex(real(rng), real(rng)), random_spec(rng, ['', 'e', 'f', 'g', 'n'])
        yield 'format', 'abcdefghij'[:rng.randrange(11)], random_spec(rng, ['', 's'])
        flags = ''.join(rng.choice('-+ #0') for _ in range(rng.randrange(4)))
        size = rng.choice(('', '12', '5')) + rng.choice(('', '.0', '.3', '.15'))
        yield 'percent', 'x%' + flags + size + rng.choice('diuoxX') + 'y', (integer(rng),)
        yield 'percent', '%' + flags + size + rng.choice('eEfFgG'), (real(rng),)


def cases(what, rng, count):
    made = numbers(rng, count) if what == 'numbers' else formats(rng, count)
    return [(name, [write(value) for value in arguments]) for name, *arguments in made]


def main(what, *commands):
    if hasattr(sys, 'set_int_max_str_digits') and what != 'answer':
        sys.set_int_max_str_digits(0)
    if what == 'answer':
        with open(commands[0], encoding='ascii') as file:
            asked = json.load(file)
        print(json.dumps([sys.version_info[1], answer(asked)]))
        return
    seed, count = 1, None
    if commands[0] == '--random':
        seed, count, commands = int(commands[1]), int(commands[2]), commands[3:]
    asked = cases(what, random.Random(seed), count)
    with tempfile.NamedTemporaryFile('w', suffix='.json') as file:
        json.dump(asked, file)
        file.flush()
        answers = [json.loads(subprocess.run(shlex.split(command) + [__file__, 'answer', file.name], stdout=subprocess.PIPE,
            check=True).stdout)
                   for command in commands]
    for at, (name, arguments) in enumerate(asked):
        changes = []
        for minor, given in answers:
            if not changes or changes[-1][1] != given[at]:
                changes.append([minor, given[at]])
        print(json.dumps([name, arguments, changes], separators=(',', ':')))


if __name__ == '__main__':
    main(*sys.argv[1:])
