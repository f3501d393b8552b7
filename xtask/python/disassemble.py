"""Prints what the dis module of the running CPython makes of .pyc files. Runs unchanged on 2.7, 3.6 and later, and in Pyodide.

    disassemble.py report FILE...                one JSON object a file, for `cargo xtask dis`
    disassemble.py record [--all] FILE > corpus/dis/X.Y/MODULE.txt

A FILE that ends in .py is compiled first. An object of `report` holds

    pyc             what was compiled, as hexadecimal; absent for a .pyc
    texts           what dis.dis prints: {"": ..., "show_caches": ..., "show_offsets": ..., "show_positions": ...}, as far as known
    info            what dis.code_info prints for each code object; absent in 2.7
    instructions    what dis.Bytecode yields for each code object, field by field; absent in 2.7

`record` prints texts and infos, each under a line `== NAME`: with `--all` all texts, otherwise that without options.

Code objects are those that dis.dis of 3.7 and later prints: the module, and those among the constants, recursively. Before 3.7 dis.dis
is called for each, under the headings that later versions print. Addresses are left out: `at 0x`. In instructions, `argval` is a
number, a name, a list of names, or for constants and functions the text of `argrepr`, or their name. Code is never executed.
"""
from __future__ import print_function

import dis
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(sys.argv[0])))
import record  # noqa: E402

if record.PY3:
    import io
else:
    import StringIO as io

VERSION = sys.version_info[:2]
CODE = type((lambda: 0).__code__)
ADDRESS = re.compile(r'at 0x[0-9a-fA-F]+')
OPTIONS = [('show_caches', (3, 11)), ('show_offsets', (3, 13)), ('show_positions', (3, 14))]


def load(path):
    """The code of a file, and its bytes if it had to be compiled."""
    if not path.endswith('.py'):
        return record.load(path)[1], None
    import marshal
    with open(path, 'rb') as f:
        code = compile(f.read(), path, 'exec', dont_inherit=True)
    data = record.MAGIC + b'\0' * (record.HEADER - 4) + marshal.dumps(code)
    return marshal.loads(data[record.HEADER:]), data


def nested(code):
    return [constant for constant in code.co_consts if isinstance(constant, CODE)]


def codes_in(code):
    """Preorder."""
    found = [code]
    for constant in nested(code):
        found += codes_in(constant)
    return found


def recursive(code):
    dis.dis(code)
    for constant in nested(code):
        print()
        print('Disassembly of %r:' % (constant,))
        recursive(constant)


def printed(function, *args, **options):
    old, sys.stdout = sys.stdout, io.StringIO()
    try:
        function(*args, **options)
        text = sys.stdout.getvalue()
    finally:
        sys.stdout = old
    return without_addresses(text)


def without_addresses(text):
    return ADDRESS.sub('at 0x', record.text(text))


def texts(code):
    if VERSION < (3, 7):
        return {'': printed(recursive, code)}
    found = {'': printed(dis.dis, code)}
    for option, since in OPTIONS:
        if VERSION >= since:
            found[option] = printed(dis.dis, code, **{option: True})
    return found


def infos(code):
    return [without_addresses(dis.code_info(it)) for it in codes_in(code)]


def named(value):
    if isinstance(value, tuple):
        return [named(it) for it in value]
    if value is None or isinstance(value, (bool, int)):
        return value
    return record.text(value if isinstance(value, str) else getattr(value, '__name__', None) or repr(value))


COMMON = dis.opmap.get('LOAD_COMMON_CONSTANT') if VERSION >= (3, 15) else None


def fields(instruction):
    item = instruction._asdict()
    if item['opcode'] in dis.hasconst or item['opcode'] == COMMON:
        unknown = item['argval'] is getattr(dis, 'UNKNOWN', dis)
        item['argval'] = '<unknown>' if unknown else without_addresses(item['argrepr'])
    else:
        item['argval'] = named(item['argval'])
    item['argrepr'] = without_addresses(item['argrepr'])
    if item.get('positions') is not None:
        item['positions'] = list(item['positions'])
    if item.get('cache_info') is not None:
        item['cache_info'] = [[name, size, record.hexed(data)] for name, size, data in item['cache_info']]
    item['is_jump_target'] = instruction.is_jump_target
    return item


def report(path):
    code, compiled = load(path)
    answer = {'texts': texts(code)}
    if compiled is not None:
        answer['pyc'] = record.hexed(compiled)
    if hasattr(dis, 'Bytecode'):
        answer['info'] = infos(code)
        answer['instructions'] = [[fields(it) for it in dis.Bytecode(code)] for code in codes_in(code)]
    return answer


def main(arguments):
    if arguments[:1] == ['report'] and arguments[1:]:
        for path in arguments[1:]:
            record.emit(report(path))
            sys.stdout.flush()
    elif arguments[:1] == ['record'] and arguments[1:]:
        code = load(arguments[-1])[0]
        found = sorted(texts(code).items())
        parts = [(('dis ' + key).strip(), text) for key, text in found if not key or '--all' in arguments]
        if hasattr(dis, 'code_info'):
            parts += [('code_info', text + '\n') for text in infos(code)]
        data = ''.join('== %s\n%s' % part for part in parts)
        out = getattr(sys.stdout, 'buffer', sys.stdout)
        out.write(data if isinstance(data, bytes) else data.encode('utf-8'))
    else:
        raise SystemExit(__doc__)


if __name__ == '__main__':
    main(sys.argv[1:])
