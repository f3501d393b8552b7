"""Runs a module of the standard library from a given .pyc file, with a small workload, and tells what was executed.

    run.py compile MODULE PYC
        compiles the module's source to PYC, with an empty time stamp; if there is only code, writes that.
    run.py trace MODULE PYC PLACES
        reads a JSON list of [code, offset] from the file PLACES, and prints {"result", "counts", "lines"}: what the workload computed;
        how often the instruction at each of these offsets was executed, as sys.settrace says, from 3.13 on sys.monitoring (null
        before 3.7, which has no events for single instructions); and [code, line, count] for each line of which there were events.
    run.py count MODULE PYC PLACES
        reads the same list, but only for its length, and prints {"result", "counts"}: "counts" says how often the module called the
        builtin __probe__ with each index of the list.

    run.py globals PYC
        runs the file, and prints the integers among its globals.

Code objects are numbered in the order in which they stand in the file: each before those among its constants. Runs in 2.7 and later.
"""

import json
import marshal
import sys
import types


def textwrap(module):
    text = 'The quick brown fox, jumped over the lazy-dog. ' * 8 + 'x' * 50
    out = [module.wrap(text, width) for width in (9, 24, 60)]
    out.append(module.fill(text, 30, initial_indent='* ', subsequent_indent='  ', break_long_words=False))
    out.append(module.dedent('\n    a\n      b\n\n    c\n'))
    return out


def heapq(module):
    heap = [(7 * i) % 23 for i in range(23)]
    module.heapify(heap)
    out = [module.heappop(heap) for _ in range(5)]
    module.heappush(heap, -1)
    out += [module.heapreplace(heap, 40), module.heappushpop(heap, 3), heap]
    out += [list(module.merge([1, 4, 9], [2, 3], [], reverse=False)) if sys.version_info > (3, 5) else 0]
    return out + [module.nlargest(3, range(30), key=lambda x: -x % 7), module.nsmallest(3, 'hello')]


def fractions(module):
    half, third = module.Fraction(1, 2), module.Fraction('1/3')
    out = [half + third, half * third, half / third, half - third, half // third, half % third, half ** 2, -half, abs(third)]
    out += [half < third, half == 0.5, hash(half), round(third, 2) if sys.version_info > (3,) else 0, float(third), str(half)]
    out += [module.Fraction(3.25), module.Fraction('1.5e2').limit_denominator(7)]
    for wrong in ('x', '1/0', None):
        try:
            module.Fraction(wrong)
        except (ValueError, ZeroDivisionError, TypeError) as error:
            out.append(str(error))
    return out


def json_decoder(module):
    decode = module.JSONDecoder(parse_float=str).decode
    out = [decode('{"a": [1, 2.5, -3e2, true, false, null], "b\\u00e9\\n": {"c": {}}, "": []}')]
    for wrong in ('{"a": }', '[1,', '"\\q"', '{', '{"a" 1}', '1 2', ''):
        try:
            decode(wrong)
        except ValueError as error:
            out.append(str(error))
    python = module.py_scanstring if hasattr(module, 'py_scanstring') else module.scanstring
    out.append(python('a\\u0041\\n"', 0))
    return out


def string(module):
    out = [module.Template('$who likes ${what}, $$5').substitute(who='tim', what='kung pao')]
    out.append(module.Template('$a $b').safe_substitute(a=1))
    try:
        module.Template('$').substitute()
    except ValueError as error:
        out.append(str(error))
    return out + [module.Formatter().format('{0!r:>10} {a[0]} {b.real:{w}}', 'x', a=[1], b=2, w=5), module.capwords('a bc  d')]


def shlex(module):
    out = [module.split('a "b c" d\'e f\' g\\ h # no', comments=True), module.split('x;y|z')]
    try:
        module.split('"open')
    except ValueError as error:
        out.append(str(error))
    return out


def difflib(module):
    a, b = 'one\ntwo\nthree\nfour\n'.splitlines(True), 'ore\ntree\nfour\nfive\n'.splitlines(True)
    out = [list(module.ndiff(a, b)), list(module.unified_diff(a, b)), list(module.context_diff(a, b))]
    out.append(module.SequenceMatcher(None, 'qabxcd', 'abycdf').get_opcodes())
    return out + [module.get_close_matches('appel', ['ape', 'apple', 'peach'])]


def configparser(module):
    parser = module.ConfigParser()
    if hasattr(parser, 'read_string'):
        parser.read_string('[a]\nx = 1\ny: %(x)s2\n[b]\nlong = one\n  two\n; no\nflag = yes\n')
        out = [parser.get('a', 'y'), parser.getboolean('b', 'flag'), sorted(parser['b'])]
        try:
            parser.get('c', 'x')
        except module.NoSectionError as error:
            out.append(str(error))
        return out
    parser.add_section('a')
    parser.set('a', 'x', '1')
    return [parser.get('a', 'x'), parser.sections()]


def contextlib(module):
    out = []

    @module.contextmanager
    def manager(name):
        out.append('in ' + name)
        try:
            yield name
        except KeyError as error:
            out.append(repr(error))
        finally:
            out.append('out ' + name)

    with manager('a') as a, manager('b'):
        out.append(a)
    with manager('c'):
        raise KeyError('k')
    try:
        with manager('d'):
            raise IndexError('i')
    except IndexError as error:
        out.append(repr(error))
    if hasattr(module, 'ExitStack'):
        with module.ExitStack() as stack:
            stack.enter_context(manager('e'))
            stack.callback(out.append, 'called')
            stack.enter_context(module.suppress(ValueError))
            raise ValueError
    return out


def tokenize(module):
    import io
    lines = iter(['def f(x):\n', '    """doc\n', '    more"""\n', '    return [x, 0x1f, 1.5e3,\n', '       b"y"] + x ** 2\n', '\n'])
    if sys.version_info < (3,):
        return [tuple(it)[:4] for it in module.generate_tokens(lambda: next(lines, ''))]
    source = io.BytesIO(''.join(lines).encode())
    tokens = list(module.tokenize(source.readline))
    return [tuple(it)[:4] for it in tokens] + [module.untokenize(tokens)]


def dataclasses(module):
    def make(**options):
        return module.dataclass(type('Point', (), {'__annotations__': {'x': int, 'y': int}, 'y': 3}), **options)
    plain, ordered = make(), make(order=True, frozen=True)
    out = [repr(plain(1))[-16:], plain(1) == plain(1, 3), ordered(1) < ordered(2), module.asdict(plain(5)), module.astuple(plain(5))]
    try:
        ordered(1).x = 2
    except AttributeError as error:
        out.append(str(error))
    return out + [module.replace(plain(1), y=9).y, [field.name for field in module.fields(plain)]]


def statistics(module):
    data = [1, 2, 2, 3.5, 8]
    return [module.mean(data), module.median(data), module.mode(data), module.stdev(data), module.pvariance([1, 2, 3])]


def asyncio_queues(module):
    import asyncio

    async_main = {}
    # The syntax is not that of every version that reads this file.
    exec('''
async def main(module):
    queue, out = module.Queue(2), []
    async def produce():
        for i in range(5):
            await queue.put(i)
        await queue.put(None)
    task = asyncio.ensure_future(produce())
    while True:
        item = await queue.get()
        queue.task_done()
        if item is None:
            break
        out.append(item)
    await task
    await queue.join()
    try:
        queue.get_nowait()
    except module.QueueEmpty:
        out.append('empty')
    return out
''', {'asyncio': asyncio}, async_main)
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(async_main['main'](module))
    finally:
        loop.close()


def compile_to(name, path):
    import pkgutil
    __import__(name)
    loader = getattr(sys.modules[name], '__loader__', None) or pkgutil.get_loader(name)
    source = loader.get_source(name)
    filename = sys.modules[name].__file__
    if source is None:
        code = loader.get_code(name)
    elif sys.version_info < (3,):
        code = compile(source, filename[:-1] if filename.endswith('c') else filename, 'exec', 0, True)
    else:
        code = loader.source_to_code(source.encode(), filename) if hasattr(loader, 'source_to_code') else loader.get_code(name)
    if sys.version_info < (3, 4):
        import imp
        magic = imp.get_magic()
    else:
        import importlib.util
        magic = importlib.util.MAGIC_NUMBER
    with open(path, 'wb') as file:
        file.write(magic.ljust(header_length(), b'\0') + marshal.dumps(code))


def header_length():
    return 16 if sys.version_info >= (3, 7) else 12 if sys.version_info >= (3, 3) else 8


def load(name, path):
    """The module, not yet executed, and its code."""
    __import__(name)
    data = open(path, 'rb').read()
    old = sys.modules[name]
    module = types.ModuleType(name)
    module.__file__ = old.__file__
    module.__package__ = name.rpartition('.')[0]
    module.__spec__ = getattr(old, '__spec__', None)
    module.__loader__ = getattr(old, '__loader__', None)
    sys.modules[name] = module
    return module, marshal.loads(data[header_length():])


def key_of(code):
    """By what a copy is known: types.coroutine makes such of some code objects."""
    return code.co_name, code.co_firstlineno, code.co_code


def number(code, numbers):
    """Notes the numbers of all code objects, by identity: equal ones are different. All of them."""
    stack, codes = [code], []
    while stack:
        code = stack.pop()
        if id(code) not in numbers:
            numbers[id(code)] = numbers[key_of(code)] = len(codes)
            codes.append(code)
            stack.extend(it for it in reversed(code.co_consts) if isinstance(it, types.CodeType))
    return codes


def watch(codes, executed):
    """Calls `executed` for each instruction of these code objects."""
    monitoring = sys.monitoring
    monitoring.use_tool_id(monitoring.DEBUGGER_ID, 'run.py')
    monitoring.register_callback(monitoring.DEBUGGER_ID, monitoring.events.INSTRUCTION, executed)
    for code in codes:
        monitoring.set_local_events(monitoring.DEBUGGER_ID, code, monitoring.events.INSTRUCTION)


def run(name, module, code):
    exec(code, module.__dict__)
    return repr(globals()[name.replace('.', '_')](module))


def trace(name, path, places):
    module, code = load(name, path)
    numbers, lines, opcodes = {}, {}, {}
    codes = number(code, numbers)

    def number_of(code):
        return numbers.get(id(code), numbers.get(key_of(code)))

    def local(frame, event, _):
        place = number_of(frame.f_code)
        if event == 'line':
            key = place, frame.f_lineno
            lines[key] = lines.get(key, 0) + 1
        elif event == 'opcode':
            key = place, frame.f_lasti
            opcodes[key] = opcodes.get(key, 0) + 1
        return local

    def enter(frame, event, _):
        if number_of(frame.f_code) is None:
            return None
        if has_opcodes:
            frame.f_trace_opcodes = True
        return local

    def executed(code, offset):
        key = number_of(code), offset
        opcodes[key] = opcodes.get(key, 0) + 1

    # 3.13.0 has no such events for a frame that asks for them when it is entered, and 3.7 was the first to have any.
    has_opcodes = (3, 7) <= sys.version_info < (3, 13)
    if has_opcodes:
        # 3.12 asks only once, and before, whether there is a frame that wants such events.
        sys._getframe().f_trace_opcodes = True
    elif sys.version_info >= (3, 13):
        watch(codes, executed)
    sys.settrace(enter)
    try:
        result = run(name, module, code)
    finally:
        sys.settrace(None)
    counts = [opcodes.get((place, offset), 0) for place, offset in places] if sys.version_info >= (3, 7) else None
    return {'result': result, 'counts': counts, 'lines': sorted([place, line, lines[place, line]] for place, line in lines)}


def count(name, path, places):
    module, code = load(name, path)
    counts = [0] * len(places)

    def probe(index):
        counts[index] += 1

    builtins = __import__('builtins' if sys.version_info >= (3,) else '__builtin__')
    builtins.__probe__ = probe
    return {'result': run(name, module, code), 'counts': counts}


if __name__ == '__main__':
    if sys.argv[1] == 'compile':
        compile_to(*sys.argv[2:])
    elif sys.argv[1] == 'globals':
        import runpy
        print(json.dumps(dict((name, it) for name, it in runpy.run_path(sys.argv[2]).items() if type(it) is int)))
    else:
        command, name, path, places = sys.argv[1:]
        with open(places) as file:
            answer = {'trace': trace, 'count': count}[command](name, path, json.load(file))
        print(json.dumps(answer))
