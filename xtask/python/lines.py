"""Records what a CPython reports of line tables and exception tables. Runs unchanged on 2.7, 3.6 and later, and in Pyodide.

    lines.py record DIR > corpus/lines/X.Y.json    the files MODULES of DIR, which is corpus/pyc/X.Y, and tables made here
    lines.py report FILE... | -                    one JSON array a file

`record` prints a JSON array with one object a line, `report` the same objects for the code objects of a file, in preorder:

    file            what file it is from; absent where the table was made here
    firstlineno, size, table, exceptiontable       co_firstlineno, len(co_code), the tables in hexadecimal
    starts          list(dis.findlinestarts(code))
    lines           list(code.co_lines()), from 3.10 on
    positions       list(code.co_positions()), from 3.11 on; runs of the same as [count, line, end line, column, end column]
    at              PyCode_Addr2Line for each byte of the code, 3.10 on for each code unit; runs of the same as [count, line]
    handlers        what dis reads from the exception table, from 3.11 on: [start, end, target, depth, lasti]

Tables made here are such that no CPython reads more than one byte behind them, where a NUL is, nor shifts by more than an int has
bits: otherwise what it reports would be an accident. Code is never executed.
"""
from __future__ import print_function

import binascii
import ctypes
import dis
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(sys.argv[0])))
import record  # noqa: E402

VERSION = sys.version_info[:2]
MODULES = ('control', 'large', 'async_36', 'groups_311', 'legacy_27')
# Instructions of the code in which tables are tried.
UNITS = 24

addr2line = ctypes.pythonapi.PyCode_Addr2Line
addr2line.argtypes, addr2line.restype = [ctypes.py_object, ctypes.c_int], ctypes.c_int


def runs(items):
    """Neighbours that are equal as one, their number first."""
    found = []
    for item in items:
        if found and found[-1][1:] == list(item):
            found[-1][0] += 1
        else:
            found.append([1] + list(item))
    return found


def report(code):
    answer = {
        'firstlineno': code.co_firstlineno,
        'size': len(code.co_code),
        'table': record.hexed(record.line_table(code)),
        'starts': [list(start) for start in dis.findlinestarts(code)],
        'at': runs([addr2line(code, at)] for at in range(0, len(code.co_code), 2 if VERSION >= (3, 10) else 1)),
    }
    if VERSION >= (3, 10):
        answer['lines'] = list(code.co_lines())
    if VERSION >= (3, 11):
        answer['positions'] = runs(code.co_positions())
        answer['exceptiontable'] = record.hexed(code.co_exceptiontable)
        answer['handlers'] = [list(entry) for entry in dis._parse_exception_table(code)]
    return answer


# ------------------------------------------------------------------------------------------------------ tables made here

def code_with(table, firstlineno, exceptiontable=b''):
    code = (lambda: 0).__code__
    if VERSION >= (3, 11):
        nops = bytes([dis.opmap['NOP'], 0]) * UNITS
        return code.replace(co_linetable=table, co_firstlineno=firstlineno, co_code=nops, co_exceptiontable=exceptiontable)
    nops = bytearray([dis.opmap['NOP'], 0] * UNITS)
    if VERSION >= (3, 8):
        name = 'co_linetable' if VERSION >= (3, 10) else 'co_lnotab'
        return code.replace(co_firstlineno=firstlineno, co_code=bytes(nops), **{name: table})
    counts = (0,) * (4 if record.PY3 else 3)
    return type(code)(*(counts + (0, bytes(nops), (), (), (), 'f', 'f', firstlineno, table)))


class Random(object):
    """The same numbers in every Python."""

    def __init__(self, seed):
        self.state = seed

    def below(self, end):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2 ** 64
        return (self.state >> 33) % end

    def bytes(self, count):
        return bytearray(self.below(256) for _ in range(count))


def pairs(random):
    """Small address steps, so that several fall into the code."""
    table = random.bytes(random.below(40))
    for at in range(0, len(table), 2):
        table[at] = (0, 1, 2, 2, 4, 6, 9, table[at])[random.below(8)]
    return table


def ranges(random):
    """The last pair with a length: CPython reads on behind pairs without."""
    table = pairs(random)
    return table[:len(table) & ~1] + bytearray([2 + random.below(9), random.below(256)])


def positions(random):
    """No number of more than five bytes, and an end that no number runs over."""
    table = random.bytes(random.below(40))
    for at in range(4, len(table), 5):
        table[at] &= 0xbf
    return table + bytearray(8)


EDGES_OF_PAIRS = [
    '', '00', '0401', '040102', '0001', '0000', '0000000004010000', '00ff00ff02010401', 'ff00ff000201', '02ff0201', '0280020102ff',
    '027f00010280007f', '300130013001', '2f0101010101', '3001', '3000', '2f01ff01', '0200020002000201', '020102ff020102ff',
]
EDGES_OF_RANGES = [
    '', '04010400', '0401020004', '04800401', '048004800400', '0001040100030200', '0080040002800401', 'fe01fe00fe00', 'ff01ff80',
    '04f504f604000480', '047f0481', '007f007f0401', '02ff0201',
]
EDGES_OF_POSITIONS = [
    '', '80018002', 'd80102f8d0010278010000', '080180028803', '780180028803', '7f80028803', 'f8f8f8', 'f8e840', 'e81780028002', 'e819e802',
    'e80ee804', 'e87f7f7f7f7f0380018002', 'e8ff00800180020000', 'f00000000000', 'f0040001018002', 'f00240400100024001', 'f002000000f0000005',
    'f07f7f7f7f7f010000010100', 'f8e8c1e80200000000', 'e801e8018001', 'd801', 'e840', 'f0010000', '87018f02ffef02f70300060c',
]
EDGES_OF_EXCEPTIONS = [
    '', '820b0f00', '820b0f00a5012603', '820b0f', '820b', '82', 'c2', 'c24b0f', 'c100020300', 'c10042030103', '020b0f00', '828b8f80', 'c0420b0f00',
    '8040400b0f00', '80000000', '83014f3f4102', 'ff3f7f3f7f3f7f3f', '820b0f00820b0f00',
]


def made():
    if VERSION >= (3, 11):
        edges, generate = EDGES_OF_POSITIONS, positions
    elif VERSION >= (3, 10):
        edges, generate = EDGES_OF_RANGES, ranges
    else:
        edges, generate = EDGES_OF_PAIRS, pairs
    random = Random(sum(map(ord, generate.__name__)))
    tables = [binascii.unhexlify(edge) for edge in edges] + [bytes(generate(random)) for _ in range(24)]
    for table, firstlineno in zip(tables, [10, 1, 2 ** 31 - 60, 3] * len(tables)):
        yield code_with(table, firstlineno)
    if VERSION >= (3, 11):
        tables = [binascii.unhexlify(edge) for edge in EDGES_OF_EXCEPTIONS] + [bytes(positions(random)) for _ in range(12)]
        for table in tables:
            yield code_with(b'', 1, table)


# ------------------------------------------------------------------------------------------------------------- commands

def reports(path):
    return [report(code) for code in record.codes_in(record.load(path)[1])]


def main(arguments):
    if arguments[:1] == ['report'] and arguments[1:]:
        paths = (line.rstrip('\n') for line in iter(sys.stdin.readline, '')) if arguments[1:] == ['-'] else arguments[1:]
        for path in paths:
            record.emit(reports(path))
            sys.stdout.flush()
    elif arguments[:1] == ['record'] and len(arguments) == 2:
        found = []
        for module in MODULES:
            name = module + '.timestamp-O0.pyc'
            path = os.path.join(arguments[1], name)
            if os.path.exists(path):
                found += [dict(item, file=name) for item in reports(path)]
        found += [report(code) for code in made()]
        print('[\n' + ',\n'.join(record.dump(item) for item in found) + '\n]')
    else:
        raise SystemExit(__doc__)


if __name__ == '__main__':
    main(sys.argv[1:])
