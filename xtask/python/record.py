"""Records what a CPython knows about its own .pyc files. Runs unchanged on 2.7, 3.6 and later, and in Pyodide.

    record.py version
    record.py compile SRC OUT [--mode timestamp|checked|unchecked] [--optimize 0|1|2] [--mtime N]
    record.py facts FILE... | -          one JSON object a file
    record.py equal A B [A B]... | -     pairs; from stdin as lines "A<tab>B"
    record.py loads                      worker: frames in (u32 length, marshal bytes), frames out (u32 length, JSON)
    record.py printable                  ranges of code points for which str.isprintable() is true

Everything on stdout is ASCII-only JSON, one object a line (a frame for `loads`). Code is never executed.

The *stable repr* of an object is its repr, except that
  * items of sets are sorted by their own stable reprs, and so are those of dicts in 2.7, where order is an accident,
  * a code object is `<code NAME>`,
  * a lone surrogate in NAME is written as its escape, so that the text is valid Unicode,
  * a container inside itself is `[...]`, `{...}` or `(...)`, also in sets and frozendicts.
"""
from __future__ import print_function

import json
import marshal
import os
import struct
import sys

PY3 = sys.version_info[0] >= 3
VERSION = sys.version_info[:2]
if PY3:
    import importlib.util
    MAGIC = importlib.util.MAGIC_NUMBER
    STDIN, STDOUT = sys.stdin.buffer, sys.stdout.buffer
    INTEGERS, TEXT, FROZENSET = (int, bool), str, 'frozenset({%s})'
else:
    import imp
    MAGIC = imp.get_magic()
    STDIN, STDOUT = sys.stdin, sys.stdout
    INTEGERS, TEXT, FROZENSET = (int, long, bool), unicode, 'frozenset([%s])'  # noqa: F821

HEADER = 16 if VERSION >= (3, 7) else 12 if VERSION >= (3, 3) else 8
CODE = type((lambda: 0).__code__)
# `frozendict` is a builtin from 3.15 on; the empty tuple stands for "no such type" in isinstance.
FROZENDICT = getattr(__import__('builtins' if PY3 else '__builtin__'), 'frozendict', ())

if hasattr(sys, 'set_int_max_str_digits'):
    sys.set_int_max_str_digits(0)

# A few hundred bytes of references can name a tree of 2**100 leaves; nobody wants to read that.
REPR_LIMIT = 100000
# What one hostile frame may cost.
WORKER_MEMORY = 2 << 30
WORKER_SECONDS = 10


def text(s):
    """`s` as valid Unicode: bytes of 2.7 as Latin-1, lone surrogates as escapes."""
    if isinstance(s, bytes):
        return s.decode('latin-1')
    return s.encode('utf-8', 'backslashreplace').decode('utf-8') if PY3 else s


def dump(value):
    return json.dumps(value, ensure_ascii=True, sort_keys=True)


def emit(value):
    print(dump(value))


def message(error):
    return text(type(error).__name__ + ': ' + str(error))


class TooLong(Exception):
    pass


def stable_repr(value, budget=None, open_ids=None):
    budget = budget if budget is not None else [REPR_LIMIT]
    open_ids = open_ids if open_ids is not None else set()
    budget[0] -= 1
    if budget[0] < 0:
        raise TooLong('repr of more than %d objects' % REPR_LIMIT)

    def items(values):
        return [stable_repr(v, budget, open_ids) for v in values]

    kind = type(value)
    if kind is CODE:
        return '<code %s>' % text(value.co_name)
    if kind is slice:
        return 'slice(%s)' % ', '.join(items((value.start, value.stop, value.step)))
    if kind not in (tuple, list, dict, set, frozenset) and not (FROZENDICT and kind is FROZENDICT):
        return repr(value)
    if id(value) in open_ids:
        return {tuple: '(...)', list: '[...]'}.get(kind, '{...}')
    open_ids.add(id(value))
    try:
        if kind is tuple:
            return '(%s%s)' % (', '.join(items(value)), ',' if len(value) == 1 else '')
        if kind is list:
            return '[%s]' % ', '.join(items(value))
        if kind in (set, frozenset):
            inner = ', '.join(sorted(items(value)))
            if not value:
                return kind.__name__ + '()' if PY3 else kind.__name__ + '([])'
            if kind is frozenset:
                return FROZENSET % inner
            return '{%s}' % inner if PY3 else 'set([%s])' % inner
        pairs = ['%s: %s' % (k, v) for k, v in zip(items(value.keys()), items(value.values()))]
        inner = '{%s}' % ', '.join(pairs if PY3 else sorted(pairs))
        return inner if kind is dict else 'frozendict(%s)' % (inner if pairs else '')
    finally:
        open_ids.discard(id(value))


# ---------------------------------------------------------------------------------------------------------- compile

def compile_file(source, out, mode, optimize, mtime):
    with open(source, 'rb') as f:
        data = f.read()
    name = os.path.basename(source)
    if PY3:
        code = compile(data, name, 'exec', dont_inherit=True, optimize=optimize)
    else:
        # 2.7 takes the level from its own command line only.
        if sys.flags.optimize != optimize:
            raise SystemExit('run 2.7 with the matching number of -O')
        code = compile(data, name, 'exec', 0, True)
    if mode != 'timestamp' and VERSION < (3, 7):
        raise SystemExit('hash-based files exist from 3.7 on')
    header = MAGIC
    if mode == 'timestamp':
        fields = [0] * (HEADER == 16) + [mtime] + [len(data)] * (HEADER >= 12)
        header += struct.pack('<%dI' % len(fields), *fields)
    else:
        header += struct.pack('<I', 3 if mode == 'checked' else 1) + importlib.util.source_hash(data)
    with open(out, 'wb') as f:
        f.write(header + marshal.dumps(code))


# ------------------------------------------------------------------------------------------------------------ facts

def codes_in(code):
    """All code objects in preorder, also those inside tuples of constants."""
    found, stack = [], [code]
    while stack:
        value = stack.pop()
        if isinstance(value, CODE):
            found.append(value)
            stack.extend(reversed(value.co_consts))
        elif isinstance(value, tuple):
            stack.extend(reversed(value))
    return found


def hexed(data):
    return ''.join('%02x' % b for b in bytearray(data))


def code_facts(code):
    def reprs(names):
        return [repr(n) for n in names]
    return {
        'name': repr(code.co_name),
        'qualname': repr(code.co_qualname) if VERSION >= (3, 11) else None,
        'filename': repr(code.co_filename),
        'argcount': code.co_argcount,
        'posonlyargcount': getattr(code, 'co_posonlyargcount', 0),
        'kwonlyargcount': getattr(code, 'co_kwonlyargcount', 0),
        'nlocals': code.co_nlocals,
        'stacksize': code.co_stacksize,
        'flags': code.co_flags,
        'firstlineno': code.co_firstlineno,
        'code': hexed(code.co_code),
        'linetable': hexed(line_table(code)),
        'exceptiontable': hexed(code.co_exceptiontable) if VERSION >= (3, 11) else None,
        'names': reprs(code.co_names),
        'varnames': reprs(code.co_varnames),
        'cellvars': reprs(code.co_cellvars),
        'freevars': reprs(code.co_freevars),
        'consts': [stable_repr(c) for c in code.co_consts],
    }


def line_table(code):
    return code.co_linetable if VERSION >= (3, 10) else code.co_lnotab


def read_header(data):
    """The fields of the header; a file of another version is an error."""
    if data[:4] != MAGIC:
        raise ValueError('magic number %s, not %s' % (hexed(data[:4]), hexed(MAGIC)))
    if len(data) < HEADER:
        raise EOFError('header of %d bytes' % len(data))
    words = list(struct.unpack('<%dI' % (HEADER // 4 - 1), data[4:HEADER]))
    flags = words.pop(0) if HEADER == 16 else None
    by_hash = bool(flags and flags & 1)
    return {
        'magic': hexed(data[:4]),
        'flags': flags,
        'mtime': None if by_hash else words[0],
        'size': None if by_hash or HEADER == 8 else words[1],
        'hash': hexed(data[8:16]) if by_hash else None,
    }


def load(path):
    with open(path, 'rb') as f:
        data = f.read()
    return read_header(data), marshal.loads(data[HEADER:])


def facts(path):
    try:
        answer, code = load(path)
        if not isinstance(code, CODE):
            raise TypeError('no code object but %s' % type(code).__name__)
        answer['codes'] = [code_facts(c) for c in codes_in(code)]
    except Exception as e:
        answer = {'error': message(e)}
    answer['file'] = text(path)
    return answer


# ------------------------------------------------------------------------------------------------------------ equal

FIELDS = ['co_' + f for f in (
    'name qualname filename argcount posonlyargcount kwonlyargcount nlocals stacksize flags firstlineno code names '
    'varnames cellvars freevars exceptiontable consts').split()]


def difference(a, b):
    """None, or where and how two objects differ. Sharing does not count, types and bits do."""
    seen, stack = set(), [('', a, b)]
    # Stands in for objects that live only during the comparison, whose ids would be used again.
    keep = []
    while stack:
        path, a, b = stack.pop()
        kind = type(a)
        if kind is not type(b):
            return path, a, b
        if (id(a), id(b)) in seen:
            continue
        if kind is CODE:
            pairs = [('.' + f, getattr(a, f, None), getattr(b, f, None)) for f in FIELDS]
            pairs.append(('.linetable', line_table(a), line_table(b)))
            if hasattr(a, '_varname_from_oparg'):
                pairs.append(('.localsplus', all_names(a), all_names(b)))
        elif kind is slice:
            pairs = [('.' + f, getattr(a, f), getattr(b, f)) for f in ('start', 'stop', 'step')]
        elif kind in (tuple, list, set, frozenset, dict) or FROZENDICT and kind is FROZENDICT:
            if len(a) != len(b):
                return path, a, b
            if kind in (tuple, list):
                left, right = a, b
            elif kind in (set, frozenset):
                left, right = sorted(a, key=stable_repr), sorted(b, key=stable_repr)
            else:
                left, right = list(a.items()), list(b.items())
                if not PY3:
                    left, right = sorted(left, key=stable_repr), sorted(right, key=stable_repr)
            pairs = [('[%d]' % i, x, y) for i, (x, y) in enumerate(zip(left, right))]
        else:
            if kind is float:
                same = struct.pack('<d', a) == struct.pack('<d', b)
            elif kind is complex:
                same = struct.pack('<dd', a.real, a.imag) == struct.pack('<dd', b.real, b.imag)
            else:
                same = a == b
            if not same:
                return path, a, b
            continue
        seen.add((id(a), id(b)))
        keep.append((a, b, pairs))
        stack.extend((path + step, x, y) for step, x, y in reversed(pairs))
    return None


def all_names(code):
    """The joined array of local names; its order is not to be had from varnames, cellvars and freevars."""
    distinct = set(code.co_varnames) | set(code.co_cellvars) | set(code.co_freevars)
    return tuple(code._varname_from_oparg(i) for i in range(len(distinct)))


def equal(a, b):
    answer = {'a': text(a), 'b': text(b)}
    try:
        found = difference(load(a)[1], load(b)[1])
        answer['equal'] = found is None
        if found:
            answer['difference'] = '%s: %s / %s' % (found[0] or '.', stable_repr(found[1]), stable_repr(found[2]))
    except Exception as e:
        answer['error'] = message(e)
    return answer


# ------------------------------------------------------------------------------------------------------------ loads

def read_exactly(f, n):
    data = b''
    while len(data) < n:
        more = f.read(n - len(data))
        if not more:
            return None
        data += more
    return data


def read_frame(f):
    head = read_exactly(f, 4)
    return head and read_exactly(f, struct.unpack('<I', head)[0])


def write_frame(f, data):
    f.write(struct.pack('<I', len(data)) + data)
    f.flush()


def answer_frame(data):
    """`repr` is null where the object loads, but is too deep or too large to print."""
    try:
        value = marshal.loads(data)
    except BaseException as e:
        return {'ok': False, 'error': message(e)}
    try:
        shown = stable_repr(value)
    except (RuntimeError, MemoryError, TooLong):  # RecursionError is a RuntimeError, and unknown to 2.7
        shown = None
    return {'ok': True, 'repr': shown}


def serve(source, sink):
    while True:
        data = read_frame(source)
        if data is None:
            return
        write_frame(sink, dump(answer_frame(data)).encode('ascii'))


class Child(object):
    """A forked worker: marshal may abort the process, hash a tangle of tuples for ever, or ask for all memory."""

    def __init__(self):
        asked, answers = os.pipe(), os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            import resource
            resource.setrlimit(resource.RLIMIT_AS, (WORKER_MEMORY, WORKER_MEMORY))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            os.close(asked[1])
            os.close(answers[0])
            try:
                serve(os.fdopen(asked[0], 'rb'), os.fdopen(answers[1], 'wb'))
            finally:
                os._exit(0)
        os.close(asked[0])
        os.close(answers[1])
        self.to, self.back = os.fdopen(asked[1], 'wb'), os.fdopen(answers[0], 'rb')

    def ask(self, data):
        """The answer, or None if the child died, or False if it took too long."""
        import select
        try:
            write_frame(self.to, data)
        except (IOError, OSError):
            return None
        if not select.select([self.back], [], [], WORKER_SECONDS)[0]:
            return False
        return read_frame(self.back)

    def end(self):
        import signal
        os.kill(self.pid, signal.SIGKILL)
        return os.waitpid(self.pid, 0)[1]

    def status(self):
        return os.waitpid(self.pid, 0)[1] & 0x7f


def loads():
    if not hasattr(os, 'fork') or sys.platform == 'emscripten':
        return serve(STDIN, STDOUT)
    child = Child()
    while True:
        data = read_frame(STDIN)
        if data is None:
            child.end()
            return
        answer = child.ask(data)
        if not answer:
            if answer is False:
                child.end()
                error = 'Crash: no answer in %d seconds' % WORKER_SECONDS
            else:
                error = 'Crash: signal %d' % child.status()
            child.to, child.back = None, None
            child = Child()
            answer = dump({'ok': False, 'error': error}).encode('ascii')
        write_frame(STDOUT, answer)


# -------------------------------------------------------------------------------------------------------- the rest

def printable():
    ranges, start = [], None
    for point in range(0x110001):
        if point < 0x110000 and chr(point).isprintable():
            start = point if start is None else start
        elif start is not None:
            ranges.append([start, point - 1])
            start = None
    import unicodedata
    emit({'version': '%d.%d' % VERSION, 'unicode': unicodedata.unidata_version, 'ranges': ranges})


def version():
    emit({
        'version': sys.version.split()[0],
        'implementation': getattr(sys, 'implementation', None) and sys.implementation.name or 'cpython',
        'platform': sys.platform,
        'magic': hexed(MAGIC),
    })


def option(args, name, default):
    if name not in args:
        return default
    i = args.index(name)
    value = args[i + 1]
    del args[i:i + 2]
    return value


def lines_or(args):
    return (line.rstrip('\r\n') for line in sys.stdin) if args == ['-'] else args


def main(args):
    command = args.pop(0) if args else 'help'
    if command == 'version':
        version()
    elif command == 'compile':
        mode = option(args, '--mode', 'timestamp')
        optimize = int(option(args, '--optimize', '0'))
        mtime = int(option(args, '--mtime', '1700000000'))
        compile_file(args[0], args[1], mode, optimize, mtime)
    elif command == 'facts':
        for path in lines_or(args):
            emit(facts(path))
    elif command == 'equal':
        pairs = (line.split('\t') for line in lines_or(args)) if args == ['-'] else zip(args[::2], args[1::2])
        for a, b in pairs:
            emit(equal(a, b))
    elif command == 'loads':
        loads()
    elif command == 'printable' and PY3:
        printable()
    else:
        raise SystemExit(__doc__)


if __name__ == '__main__':
    main(sys.argv[1:])
