"""Writes .pyc files of versions for which no interpreter is at hand, and says what is in them.

    handmade.py CORPUS

makes CORPUS/pyc/<version>/handmade.pyc and handmade.json, and prints a line "path<tab>python" for each. The JSON is what
`record.py facts` would print, computed from what is written here, never by reading the file back: the reader under test
and this writer share nothing. A few versions that do have interpreters are written too; the harvest compares those with
what the interpreter sees, which checks this writer.

A module holds every kind of constant that its version can read, each stored under a name, and these functions:

    def add(a, b):        def outer(x):             def total(xs):         def attempt(f):
        c = a + b             def inner(y):             s = 0                  try:
        return c                  return x + y          for x in xs:               return f()
                              return inner                  s = s + x          except:
                                                        return s                   return None
    (outer from 2.1 on, attempt from 3.14 on)

A field that a version lacks is null in the JSON; name lists that it lacks are empty.
"""
import json
import struct
import sys
from pathlib import Path

# directory, full version, language level, magic number, third and fourth byte
VERSIONS = [
    ('1.0', '1.0.1', (1, 0), 39170, '9900'),
    ('1.2', '1.2', (1, 2), 39171, '9900'),
    ('1.3', '1.3', (1, 3), 11913, '0d0a'),
    ('1.4', '1.4', (1, 4), 5892, '0d0a'),
    ('1.5', '1.5.2', (1, 5), 20121, '0d0a'),
    ('1.6', '1.6.1', (1, 6), 50428, '0d0a'),
    ('2.0', '2.0.1', (2, 0), 50823, '0d0a'),
    ('2.1', '2.1.3', (2, 1), 60202, '0d0a'),
    ('2.2', '2.2.3', (2, 2), 60717, '0d0a'),
    ('2.3', '2.3.7', (2, 3), 62011, '0d0a'),
    ('2.4', '2.4.6', (2, 4), 62061, '0d0a'),
    ('2.5', '2.5.6', (2, 5), 62131, '0d0a'),
    ('2.6', '2.6.9', (2, 6), 62161, '0d0a'),
    ('2.7', '2.7.18', (2, 7), 62211, '0d0a'),
    ('3.0', '3.0.1', (3, 0), 3131, '0d0a'),
    ('3.1', '3.1.5', (3, 1), 3151, '0d0a'),
    ('3.2', '3.2.6', (3, 2), 3180, '0d0a'),
    ('3.3', '3.3.7', (3, 3), 3230, '0d0a'),
    ('3.4', '3.4.10', (3, 4), 3310, '0d0a'),
    ('3.5', '3.5.10', (3, 5), 3351, '0d0a'),
    ('3.9', '3.9.18', (3, 9), 3425, '0d0a'),
    ('3.14', '3.14.2', (3, 14), 3627, '0d0a'),
    ('3.15', '3.15.0rc1', (3, 15), 3666, '0d0a'),
    ('pypy-2.7', 'PyPy 2.7', (2, 7), 62218, '0d0a'),
    ('pypy-3.9', 'PyPy 3.9', (3, 9), 336, '0d0a'),
]

MTIME, SIZE = 1700000000, 1234

# Numbers of the few opcodes used here. They were stable from 1.0 to 3.12; later releases renumbered everything.
CLASSIC = {
    'POP_TOP': 1, 'BINARY_ADD': 23, 'GET_ITER': 68, 'RETURN_VALUE': 83, 'BUILD_FUNCTION': 86, 'POP_BLOCK': 87,
    'STORE_NAME': 90, 'FOR_ITER': 93, 'UNPACK_ARG': 94, 'LOAD_CONST': 100, 'BUILD_TUPLE': 102, 'JUMP_ABSOLUTE': 113,
    'FOR_LOOP': 114, 'SETUP_LOOP': 120, 'RESERVE_FAST': 123, 'LOAD_FAST': 124, 'STORE_FAST': 125, 'SET_LINENO': 127,
    'MAKE_FUNCTION': 132, 'MAKE_CLOSURE': 134, 'LOAD_CLOSURE': 135, 'LOAD_DEREF': 136,
}
MODERN = {
    (3, 14): dict(
        RESUME=128, LOAD_CONST=82, STORE_NAME=116, MAKE_FUNCTION=23, RETURN_VALUE=35, BINARY_OP=44, STORE_FAST=112,
        LOAD_FAST_BORROW=86, LOAD_FAST_BORROW_LOAD_FAST_BORROW=87, MAKE_CELL=97, BUILD_TUPLE=51, COPY_FREE_VARS=60,
        SET_FUNCTION_ATTRIBUTE=108, LOAD_DEREF=83, LOAD_SMALL_INT=94, GET_ITER=16, FOR_ITER=70, JUMP_BACKWARD=75,
        END_FOR=9, POP_ITER=30, NOP=27, PUSH_NULL=33, CALL=52, PUSH_EXC_INFO=32, POP_TOP=31, POP_EXCEPT=29, COPY=59,
        RERAISE=105, LOAD_COMMON_CONSTANT=81),
    (3, 15): dict(
        RESUME=128, LOAD_CONST=81, STORE_NAME=115, MAKE_FUNCTION=21, RETURN_VALUE=33, BINARY_OP=42, STORE_FAST=111,
        LOAD_FAST_BORROW=85, LOAD_FAST_BORROW_LOAD_FAST_BORROW=86, MAKE_CELL=96, BUILD_TUPLE=49, COPY_FREE_VARS=58,
        SET_FUNCTION_ATTRIBUTE=107, LOAD_DEREF=82, LOAD_SMALL_INT=93, GET_ITER=70, FOR_ITER=68, JUMP_BACKWARD=74,
        END_FOR=9, POP_ITER=28, NOP=25, PUSH_NULL=31, CALL=50, PUSH_EXC_INFO=30, POP_TOP=29, POP_EXCEPT=27, COPY=57,
        RERAISE=104, LOAD_COMMON_CONSTANT=80),
}
CACHES = {
    (3, 14): {'BINARY_OP': 5, 'CALL': 3, 'FOR_ITER': 1, 'JUMP_BACKWARD': 1},
    (3, 15): {'BINARY_OP': 5, 'CALL': 3, 'FOR_ITER': 1, 'JUMP_BACKWARD': 1, 'GET_ITER': 1, 'RESUME': 1},
}


# ------------------------------------------------------------------------------------------------------------ values

class Node:
    """An object as it is to be written: its type code, its payload, and whether it takes a reference slot."""

    def __init__(self, code, value=None, flag=False):
        self.code, self.value, self.flag = code, value, flag


class Code:
    """A code object; every attribute is a plain Python value, `consts` are nodes."""

    def __init__(self, name, qualname, arguments, varnames, cells, frees, consts, asm, stacksize, flags, firstlineno):
        self.name, self.qualname, self.arguments = name, qualname, arguments
        self.names, self.varnames, self.cells, self.frees = asm.names, varnames, cells, frees
        self.consts, self.asm, self.stacksize, self.flags, self.firstlineno = consts, asm, stacksize, flags, firstlineno


def shown(node, level, inside=()):
    """The stable repr, as in record.py."""
    old, value = level < (3,), node.value
    if node.code == 'r':
        return shown(value, level, inside)
    if node in inside:
        return {'[': '[...]', '{': '{...}'}[node.code]
    inside += (node,)

    def items(nodes):
        return [shown(n, level, inside) for n in nodes]

    def strings(nodes):
        return ', '.join(sorted(items(nodes)))

    kind = node.code
    if kind in 'NTF.S':
        exception = ("<class 'StopIteration'>" if not old else
                     "<type 'exceptions.StopIteration'>" if level >= (2, 5) else '<class exceptions.StopIteration>')
        return {'N': 'None', 'T': 'True', 'F': 'False', '.': 'Ellipsis', 'S': exception}[kind]
    if kind in 'iI':
        return str(value)
    if kind == 'l':
        return str(value) + 'L' * old
    if kind in 'fg':
        return repr(float(value))
    if kind in 'xy':
        return repr(complex(*map(float, value)))
    if kind == 's':
        return repr(value)[old:]
    if kind in 'uaAzZt':
        if old and kind == 'u':
            return 'u' + ascii(value)
        # Unicode 5.1 of 3.0 and 3.1 does not have the snake yet.
        return repr(value) if level >= (3, 2) else repr(value).replace('\U0001f40d', '\\U0001f40d')
    if kind in '()':
        return '(%s%s)' % (', '.join(items(value)), ',' * (len(value) == 1))
    if kind == '[':
        return '[%s]' % ', '.join(items(value))
    if kind in '{}':
        inner = '{%s}' % ', '.join('%s: %s' % tuple(items(pair)) for pair in value)
        return inner if kind == '{' else 'frozendict(%s)' % inner
    if kind == '<':
        return ('set([%s])' if old else '{%s}') % strings(value)
    if kind == '>':
        return ('frozenset([%s])' if old else 'frozenset({%s})') % strings(value)
    if kind == ':':
        return 'slice(%s)' % ', '.join(items(value))
    if kind == 'c':
        return '<code %s>' % value.name
    raise ValueError(kind)


# ------------------------------------------------------------------------------------------------------------ stream

class Writer:
    def __init__(self, level):
        self.level = level
        self.out = bytearray()
        self.interned = []   # 2.4 - 2.7: the list that R points into
        self.slots = []      # 3.4 -: one entry for each flagged object; interned strings by (code, text)

    def u8(self, n):
        self.out.append(n)

    def i16(self, n):
        self.out += struct.pack('<h', n)

    def i32(self, n):
        self.out += struct.pack('<i', n)

    def number(self, n):
        """A plain number of a code object."""
        self.i32(n) if self.level >= (2, 3) else self.i16(n)

    def sized(self, data):
        self.i32(len(data))
        self.out += data

    def tag(self, node):
        if node.flag:
            self.slots.append(node)
        self.u8(ord(node.code) | (0x80 if node.flag else 0))

    def node(self, node):
        kind, value = node.code, node.value
        if kind == 'r':
            self.u8(ord('r'))
            self.i32(self.slots.index(value))
            return
        if kind == 'c':
            return self.code(value, node)
        if kind == 't' and self.level < (3,):
            return self.name(value)
        self.tag(node)
        if kind == 'i':
            self.i32(value)
        elif kind == 'I':
            self.out += struct.pack('<q', value)
        elif kind == 'l':
            digits, rest = [], abs(value)
            while rest:
                digits.append(rest & 0x7fff)
                rest >>= 15
            self.i32(len(digits) if value > 0 else -len(digits))
            self.out += struct.pack('<%dH' % len(digits), *digits)
        elif kind in 'fx':
            for part in [value] if kind == 'f' else value:
                self.u8(len(part))
                self.out += part.encode()
        elif kind == 'g':
            self.out += struct.pack('<d', value)
        elif kind == 'y':
            self.out += struct.pack('<dd', *value)
        elif kind == 's':
            self.sized(value)
        elif kind in 'ut':
            self.sized(value.encode('utf-8', 'surrogatepass'))
        elif kind in 'aA':
            self.sized(value.encode('ascii'))
        elif kind in 'zZ':
            self.u8(len(value))
            self.out += value.encode('ascii')
        elif kind in '([<>':
            self.i32(len(value))
            for item in value:
                self.node(item)
        elif kind == ')':
            self.u8(len(value))
            for item in value:
                self.node(item)
        elif kind in '{}':
            for key, item in value:
                self.node(key)
                self.node(item)
            self.u8(ord('0'))
        elif kind == ':':
            for item in value:
                self.node(item)

    def data(self, data):
        """A byte string that nobody shares."""
        self.u8(ord('s'))
        self.sized(data)

    def name(self, name):
        """An identifier, in the form its version gives it."""
        if self.level < (2, 4):
            self.data(name.encode())
        elif self.level < (3,):
            if name in self.interned:
                self.u8(ord('R'))
                self.i32(self.interned.index(name))
            else:
                self.interned.append(name)
                self.u8(ord('t'))
                self.sized(name.encode())
        elif self.level < (3, 4):
            self.u8(ord('u'))
            self.sized(name.encode())
        elif name in self.slots:
            self.u8(ord('r'))
            self.i32(self.slots.index(name))
        else:
            self.slots.append(name)
            self.u8(ord('Z') | 0x80)
            self.u8(len(name))
            self.out += name.encode()

    def tuple(self, items, write):
        if self.level >= (3, 4):
            self.u8(ord(')'))
            self.u8(len(items))
        else:
            # 1.0 has lists where later releases have tuples.
            self.u8(ord('(' if self.level > (1, 0) else '['))
            self.i32(len(items))
        for item in items:
            write(item)

    def code(self, code, node):
        level = self.level
        if level < (1, 3):
            self.u8(ord('C'))
        else:
            self.tag(node)
        if level >= (1, 3):
            self.number(len(code.arguments))
            if level >= (3, 8):
                self.number(0)
            if level >= (3,):
                self.number(0)
            if level < (3, 11):
                self.number(len(code.varnames))
            if level >= (1, 5):
                self.number(code.stacksize)
            self.number(code.flags)
        self.data(bytes(code.asm.out))
        self.tuple(code.consts, self.node)
        self.tuple(code.names, self.name)
        if level >= (3, 11):
            joined = code.varnames + [c for c in code.cells if c not in code.varnames] + code.frees
            self.tuple(joined, self.name)
            self.data(bytes(
                (0x20 if n in code.varnames else 0) | (0x06 if n in code.arguments and level >= (3, 14) else 0)
                | (0x40 if n in code.cells else 0) | (0x80 if n in code.frees else 0) for n in joined))
        elif level >= (1, 3):
            self.tuple(code.varnames, self.name)
            if level >= (2, 1):
                self.tuple(code.frees, self.name)
                self.tuple(code.cells, self.name)
        self.name('handmade.py')
        self.name(code.name)
        if level >= (3, 11):
            self.name(code.qualname)
        if level >= (1, 5):
            self.number(code.firstlineno)
            self.data(code.asm.line_table(code.firstlineno))
        if level >= (3, 11):
            self.data(code.asm.exception_table())


# ---------------------------------------------------------------------------------------------------------- assembler

class Asm:
    def __init__(self, level):
        self.level, self.out, self.names = level, bytearray(), []
        self.lines = []      # (offset, line), a new entry where the line changes
        self.units = []      # 3.11 -: (line, length in code units, column, end column) of each instruction
        self.handlers = []   # 3.11 -: (start, end, target, depth, lasti), all but depth in code units
        self.numbers = MODERN.get(level, CLASSIC)

    def line(self, line):
        if not self.lines or self.lines[-1][1] != line:
            self.lines.append((len(self.out), line))
            if self.level < (2, 3):
                self.op('SET_LINENO', line)

    def op(self, name, arg=None):
        """Appends an instruction and returns where it begins."""
        start, number = len(self.out), self.numbers[name]
        if self.level >= (3, 6):
            caches = CACHES.get(self.level, {}).get(name, 0)
            self.out += bytes([number, arg or 0]) + bytes(2 * caches)
            column = 4 if self.lines and self.lines[-1][1] > 1 else 0
            self.units.append((self.lines[-1][1], 1 + caches, column, column + 1 + (arg or 0) % 90))
        elif number >= 90:
            self.out += struct.pack('<BH', number, arg or 0)
        else:
            assert arg is None, name
            self.out.append(number)
        return start

    def name(self, name):
        if name not in self.names:
            self.names.append(name)
        return self.names.index(name)

    def patch(self, at, relative=True):
        """Makes the jump at `at` lead here."""
        size = 2 if self.level >= (3, 6) else 3
        distance = len(self.out) - at - size if relative else len(self.out)
        if self.level >= (3, 11):
            self.out[at + 1] = distance // 2 - 1   # every jump forward used here has one cache
        elif self.level >= (3, 6):
            self.out[at + 1] = distance
        else:
            struct.pack_into('<H', self.out, at + 1, distance)

    def line_table(self, first):
        if self.level >= (3, 11):
            return self.locations(first)
        table, offset, line = bytearray(), 0, first
        for at, number in self.lines:
            step, lines = at - offset, number - line
            if not step and not lines:
                continue
            while step > 255:
                table += b'\xff\0'
                step -= 255
            table += bytes([step, lines])
            offset, line = at, number
        return bytes(table)

    def locations(self, line):
        def varint(n):
            while n > 63:
                yield 0x40 | n & 63
                n >>= 6
            yield n
        table = bytearray()
        for number, length, start, end in self.units:
            step = number - line
            line = number
            if 0 <= step <= 2:
                table += bytes([0x80 | (10 + step) << 3 | length - 1, start, end])
            else:
                table.append(0x80 | 14 << 3 | length - 1)
                for n in (step << 1 if step >= 0 else -step << 1 | 1, 0, start + 1, end + 1):
                    table += bytes(varint(n))
        return bytes(table)

    def exception_table(self):
        table = bytearray()
        for start, end, target, depth, lasti in self.handlers:
            for mark, n in ((0x80, start), (0, end - start), (0, target), (0, depth << 1 | lasti)):
                assert n < 64   # one byte each is enough for so short a function
                table.append(mark | n)
        return bytes(table)


# ------------------------------------------------------------------------------------------------------------ modules

def constants(level):
    """A node of every kind that the version can read. Values whose repr differs between releases are avoided."""
    old = level < (3,)

    def string(s):
        return Node('s', s.encode()) if old else Node('u', s)

    nodes = [
        Node('i', 7), Node('i', -1), Node('i', 2147483647), Node('i', -2147483648),
        Node('l', 10 ** 20), Node('l', -(2 ** 150)), Node('l', 0x7fff * 0x8000),
        Node('s', b"it's a string" if level < (2, 1) else b'\x00\xff "it\'s"\n'), Node('s', b''),
        Node('f', '0.5'), Node('f', '-2.25'), Node('f', '1e+100'),
        Node('(', []), Node('(', [Node('i', 1), Node('(', [Node('i', 2), Node('N')])]),
        Node('[', [Node('i', 3), Node('[', [])]),
        Node('{', [(string('a'), Node('i', 1)), (string('b'), Node('{', []))]), Node('{', []),
    ]
    if level >= (1, 4):
        nodes += [Node('.'), Node('x', ('1', '-2'))]
    if level >= (1, 5) and level not in ((3, 4), (3, 5)):
        nodes += [Node('I', 1 << 40), Node('I', -(1 << 62))]
    if level >= (1, 6):
        nodes += [Node('u', 'plain'), Node('u', '\u2022 two \u2023')]
    if level >= (2, 2):
        nodes += [Node('S')]
    if level >= (2, 3):
        nodes += [Node('T'), Node('F')]
    if (2, 4) <= level < (3,):
        nodes += [Node('t', 'interned'), Node('t', 'interned'), Node('s', b'interned'), Node('l', 5)]
    if level >= (2, 5):
        nodes += [
            Node('g', 0.5), Node('g', -0.0), Node('g', float('inf')), Node('y', (1.0, -2.0)),
            Node('<', [Node('i', 1), Node('i', 2)]), Node('<', [Node('i', 9)]),
            Node('>', [Node('i', 4), string('x'), Node('>', [Node('i', 6)])]),
        ]
    if level >= (3,):
        nodes += [Node('u', 'gr\xfc\xdfe'), Node('u', '\ud800'), Node('u', '\U0001f40d')]
    if level >= (3, 4):
        shared = Node(')', [Node('i', 1000, True), Node('z', 'a')], True)
        number = shared.value[0]
        endless = Node('[', [Node('i', 1)], True)
        endless.value.append(Node('r', endless))
        if level != (3, 9):   # PyPy flags neither tuples nor floats nor code objects
            nodes += [shared, Node('r', shared), Node('r', number), Node('g', 1.5, True)]
        nodes += [
            endless, Node('r', endless), Node('z', 'short'), Node('Z', 'short_interned', True),
            Node('a', 'a' * 300), Node('A', 'A' * 300, True), Node('t', 'na\xefve', True),
            Node('>', [Node('i', 8)], True), Node('s', b'flagged', True),
        ]
    if level >= (3, 14):
        nodes += [Node(':', [Node('i', 1), Node('N'), Node(')', [])]), Node(':', [Node('N')] * 3, True)]
    if level >= (3, 15):
        nodes += [Node('}', [(Node('z', 'k'), Node('i', 1)), (Node('z', 'l'), Node('N'))])]
    return nodes


def flags_of(level, function, nested=False, cells=False):
    if level < (1, 3):
        return 0
    no_free = 0x40 if (2, 4) <= level < (3, 11) and not cells else 0
    return (3 if function else 0) | (0x10 if nested else 0) | no_free


def start(level, line, arguments, names, consts):
    """What stands before the first line of a function."""
    asm = Asm(level)
    if level < (1, 3):
        # The names of locals are a constant, and arguments come as one tuple.
        if level == (1, 0):
            table = Node('{', [(Node('s', n.encode()), Node('i', i)) for i, n in enumerate(names)])
        else:
            table = Node('(', [Node('s', n.encode()) for n in names])
        consts.append(table)
        asm.op('RESERVE_FAST', len(consts) - 1)
        asm.line(line)
        asm.op('UNPACK_ARG', len(arguments))
        for i in range(len(arguments)):
            asm.op('STORE_FAST', i)
    elif level >= (3, 11):
        asm.lines.append((0, line))
        asm.op('RESUME', 0)
    elif level < (2, 3):
        asm.line(line)
    return asm


def finish(asm):
    """Compilers before 2.4 end every function by returning None, needed or not."""
    if asm.level < (2, 4):
        asm.op('LOAD_CONST', 0)
        asm.op('RETURN_VALUE')


def add(level, line):
    consts = [Node('N')]
    asm = start(level, line, 'ab', 'abc', consts)
    asm.line(line + 1)
    if level >= (3, 11):
        asm.op('LOAD_FAST_BORROW_LOAD_FAST_BORROW', 0x01)
        asm.op('BINARY_OP', 0)
        asm.op('STORE_FAST', 2)
        asm.line(line + 2)
        asm.op('LOAD_FAST_BORROW', 2)
    else:
        asm.op('LOAD_FAST', 0)
        asm.op('LOAD_FAST', 1)
        asm.op('BINARY_ADD')
        asm.op('STORE_FAST', 2)
        asm.line(line + 2)
        asm.op('LOAD_FAST', 2)
    asm.op('RETURN_VALUE')
    finish(asm)
    return Code('add', 'add', ['a', 'b'], ['a', 'b', 'c'], [], [], consts, asm, 2, flags_of(level, True), line)


def outer(level, line):
    consts = [Node('N')]
    asm = Asm(level)
    inner_name = 'outer.<locals>.inner'
    if level >= (3, 11):
        asm.lines.append((0, line + 1))
        asm.op('COPY_FREE_VARS', 1)
        asm.op('RESUME', 0)
    else:
        asm.line(line + 1) if level < (2, 3) else None
    asm.line(line + 2)
    if level >= (3, 11):
        asm.op('LOAD_DEREF', 1)
        asm.op('LOAD_FAST_BORROW', 0)
        asm.op('BINARY_OP', 0)
    else:
        asm.op('LOAD_DEREF', 0)
        asm.op('LOAD_FAST', 0)
        asm.op('BINARY_ADD')
    asm.op('RETURN_VALUE')
    finish(asm)
    inner = Code(
        'inner', inner_name, ['y'], ['y'], [], ['x'], consts, asm, 2, flags_of(level, True, True, True), line + 1)

    asm = Asm(level)
    consts = [Node('N'), Node('c', inner)]
    if level >= (3, 11):
        asm.lines.append((0, line))
        asm.op('MAKE_CELL', 0)
        asm.op('RESUME', 0)
        asm.line(line + 1)
        asm.op('LOAD_FAST_BORROW', 0)
        asm.op('BUILD_TUPLE', 1)
        asm.op('LOAD_CONST', 1)
        asm.op('MAKE_FUNCTION')
        asm.op('SET_FUNCTION_ATTRIBUTE', 8)
        asm.op('STORE_FAST', 1)
        asm.line(line + 3)
        asm.op('LOAD_FAST_BORROW', 1)
    else:
        asm.line(line) if level < (2, 3) else None
        asm.line(line + 1)
        asm.op('LOAD_CLOSURE', 0)
        if level >= (2, 5):
            asm.op('BUILD_TUPLE', 1)
        asm.op('LOAD_CONST', 1)
        if level >= (3, 3):
            consts.append(Node('u' if level < (3, 4) else 'z', inner_name))
            asm.op('LOAD_CONST', 2)
        if level >= (3, 6):
            asm.op('MAKE_FUNCTION', 8)
        else:
            asm.op('MAKE_CLOSURE', 0)
        asm.op('STORE_FAST', 1)
        asm.line(line + 3)
        asm.op('LOAD_FAST', 1)
    asm.op('RETURN_VALUE')
    finish(asm)
    return Code(
        'outer', 'outer', ['x'], ['x', 'inner'], ['x'], [], consts, asm, 3 if (3, 3) <= level < (3, 11) else 2,
        flags_of(level, True, cells=True), line)


def total(level, line):
    consts = [Node('N'), Node('i', 0)]
    names = ['xs', 's', 'x']
    asm = start(level, line, names[:1], names, consts)
    asm.line(line + 1)
    if level >= (3, 11):
        consts.pop()
        asm.op('LOAD_SMALL_INT', 0)
        asm.op('STORE_FAST', 1)
        asm.line(line + 2)
        asm.op('LOAD_FAST_BORROW', 0)
        asm.op('GET_ITER')
        loop = asm.op('FOR_ITER', 0)
        asm.op('STORE_FAST', 2)
        asm.line(line + 3)
        asm.op('LOAD_FAST_BORROW_LOAD_FAST_BORROW', 0x12)
        asm.op('BINARY_OP', 0)
        asm.op('STORE_FAST', 1)
        back = asm.op('JUMP_BACKWARD', 0)
        asm.out[back + 1] = (len(asm.out) - loop) // 2
        asm.line(line + 2)
        asm.patch(loop)
        asm.op('END_FOR')
        asm.op('POP_ITER')
        asm.line(line + 4)
        asm.op('LOAD_FAST_BORROW', 1)
        stacksize = 3 if level < (3, 15) else 4
    else:
        asm.op('LOAD_CONST', 1)
        asm.op('STORE_FAST', 1)
        asm.line(line + 2)
        block = asm.op('SETUP_LOOP', 0) if level < (3, 8) else None
        asm.op('LOAD_FAST', 0)
        if level < (2, 2):
            asm.op('LOAD_CONST', 1)
            loop = asm.op('SET_LINENO', line + 2)
            jump = asm.op('FOR_LOOP', 0)
            stacksize = 4
        else:
            asm.op('GET_ITER')
            loop = asm.op('SET_LINENO', line + 2) if level < (2, 3) else len(asm.out)
            jump = asm.op('FOR_ITER', 0)
            stacksize = 3
        asm.op('STORE_FAST', 2)
        asm.line(line + 3)
        asm.op('LOAD_FAST', 1)
        asm.op('LOAD_FAST', 2)
        asm.op('BINARY_ADD')
        asm.op('STORE_FAST', 1)
        asm.op('JUMP_ABSOLUTE', loop)
        asm.patch(jump)
        if block is not None:
            asm.op('POP_BLOCK')
            asm.patch(block)
        asm.line(line + 4)
        asm.op('LOAD_FAST', 1)
    asm.op('RETURN_VALUE')
    finish(asm)
    return Code('total', 'total', ['xs'], names, [], [], consts, asm, stacksize, flags_of(level, True), line)


def attempt(level, line):
    asm = start(level, line, ['f'], ['f'], [])
    asm.line(line + 1)
    asm.op('NOP')
    body = len(asm.out)
    asm.line(line + 2)
    asm.op('LOAD_FAST_BORROW', 0)
    asm.op('PUSH_NULL')
    asm.op('CALL', 0)
    end = asm.op('RETURN_VALUE')
    handler = asm.op('PUSH_EXC_INFO')
    asm.line(line + 3)
    asm.op('POP_TOP')
    asm.line(line + 4)
    handler_end = asm.op('POP_EXCEPT')
    return_none(asm, 0)
    cleanup = asm.op('COPY', 3)
    asm.op('POP_EXCEPT')
    asm.op('RERAISE', 1)
    asm.handlers = [
        (body // 2, end // 2, handler // 2, 0, 0),
        (handler // 2, handler_end // 2, cleanup // 2, 1, 1),
    ]
    return Code('attempt', 'attempt', ['f'], ['f'], [], [], [Node('N')], asm, 4, flags_of(level, True), line)


def return_none(asm, const):
    if asm.level >= (3, 15):
        asm.op('LOAD_COMMON_CONSTANT', 7)
    else:
        asm.op('LOAD_CONST', const)
    asm.op('RETURN_VALUE')


def module(level):
    asm = Asm(level)
    if level >= (3, 11):
        asm.lines.append((0, 1))
        asm.op('RESUME', 0)
    elif level < (2, 3):
        asm.op('SET_LINENO', 0)
    consts = constants(level)
    line = 0
    for i in range(len(consts)):
        line += 1
        asm.line(line)
        asm.op('LOAD_CONST', i)
        asm.op('STORE_NAME', asm.name('c%d' % i))
    makers = [add] + [outer] * (level >= (2, 1)) + [total] + [attempt] * (level >= (3, 14))
    for make in makers:
        line += 2
        asm.line(line)
        code = make(level, line)
        asm.op('LOAD_CONST', len(consts))
        # As CPython does, the code object of a 3.4 and later file takes a slot; PyPy never does that.
        consts.append(Node('c', code, (3, 4) <= level != (3, 9)))
        if (3, 3) <= level < (3, 11):
            asm.op('LOAD_CONST', len(consts))
            consts.append(Node('u' if level < (3, 4) else 'z', code.qualname))
        if level < (1, 3):
            asm.op('BUILD_FUNCTION')
        elif level >= (3, 13):
            asm.op('MAKE_FUNCTION')
        else:
            asm.op('MAKE_FUNCTION', 0)
        asm.op('STORE_NAME', asm.name(code.name))
        line += 4
    consts.append(Node('N'))
    return_none(asm, len(consts) - 1)
    # Before 2.2 the function `outer` needs `from __future__ import nested_scopes`, which leaves this flag.
    flags = flags_of(level, False) | (0x10 if level == (2, 1) else 0)
    name = '?' if level < (2, 5) else '<module>'
    return Code(name, '<module>', [], [], [], [], consts, asm, 2 if (3, 3) <= level < (3, 11) else 1, flags, 1)


# -------------------------------------------------------------------------------------------------------------- facts

def facts(code, level):
    def since(version, value, before=None):
        return value if level >= version else before

    def reprs(names):
        return [repr(n) for n in names]

    own = {
        'name': repr(code.name),
        'qualname': since((3, 11), repr(code.qualname)),
        'filename': repr('handmade.py'),
        'argcount': since((1, 3), len(code.arguments)),
        'posonlyargcount': 0,
        'kwonlyargcount': 0,
        'nlocals': since((1, 3), len(code.varnames)),
        'stacksize': since((1, 5), code.stacksize),
        'flags': since((1, 3), code.flags),
        'firstlineno': since((1, 5), code.firstlineno),
        'code': bytes(code.asm.out).hex(),
        'linetable': since((1, 5), code.asm.line_table(code.firstlineno).hex()),
        'exceptiontable': since((3, 11), code.asm.exception_table().hex()),
        'names': reprs(code.names),
        'varnames': since((1, 3), reprs(code.varnames), []),
        'cellvars': since((2, 1), reprs(code.cells), []),
        'freevars': since((2, 1), reprs(code.frees), []),
        'consts': [shown(c, level) for c in code.consts],
    }
    nested = [facts(c.value, level) for c in code.consts if c.code == 'c']
    return [own] + [f for group in nested for f in group]


def main(corpus):
    for directory, full, level, magic, tail in VERSIONS:
        code = module(level)
        words = [0] * (level >= (3, 7)) + [MTIME] + [SIZE] * (level >= (3, 3))
        header = struct.pack('<H', magic) + bytes.fromhex(tail)
        writer = Writer(level)
        writer.node(Node('c', code, (3, 4) <= level != (3, 9)))
        truth = {
            'file': 'handmade.pyc',
            'magic': header.hex(),
            'flags': 0 if level >= (3, 7) else None,
            'mtime': MTIME,
            'size': SIZE if level >= (3, 3) else None,
            'hash': None,
            'codes': facts(code, level),
        }
        out = Path(corpus) / 'pyc' / directory
        out.mkdir(parents=True, exist_ok=True)
        (out / 'handmade.pyc').write_bytes(header + struct.pack('<%dI' % len(words), *words) + writer.out)
        (out / 'handmade.json').write_text(json.dumps(truth, sort_keys=True) + '\n')
        print('pyc/%s/handmade.pyc\t%s' % (directory, full))


if __name__ == '__main__':
    main(sys.argv[1])
