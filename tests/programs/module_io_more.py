def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


import _io


def text(change, start='one\ntwo\nthree', **options):
    s = _io.StringIO(start, **options)
    return change(s), s.getvalue(), s.tell()


def data(change, start=b'one\ntwo\nthree'):
    b = _io.BytesIO(start)
    return change(b), b.getvalue(), b.tell()


cases = [
    lambda: text(lambda s: s.read()),
    lambda: text(lambda s: s.read(2)),
    lambda: text(lambda s: s.readline()),
    lambda: text(lambda s: s.readline(2)),
    lambda: text(lambda s: s.readlines()),
    lambda: text(lambda s: s.readlines(4)),
    lambda: text(lambda s: list(s)),
    lambda: text(lambda s: s.write('XY')),
    lambda: text(lambda s: s.write(5)),
    lambda: text(lambda s: s.writelines(['a', 'b'])),
    lambda: text(lambda s: s.seek(2)),
    lambda: text(lambda s: s.seek(0, 2)),
    lambda: text(lambda s: s.seek(-1)),
    lambda: text(lambda s: s.seek(1, 1)),
    lambda: text(lambda s: s.seek(20), s.write('z')),
    lambda: text(lambda s: s.truncate(3)),
    lambda: text(lambda s: s.truncate(-1)),
    lambda: text(lambda s: s.readable(), s.writable(), s.seekable(), s.isatty(), s.closed),
    lambda: text(lambda s: s.fileno()),
    lambda: text(lambda s: s.line_buffering, s.encoding, s.errors, s.newlines),
    lambda: text(lambda s: s.__enter__() is s),
    lambda: text(lambda s: next(s)),
    lambda: text(lambda s: s.read(None)),
    lambda: text(lambda s: s.read('x')),
    lambda: text(lambda s: s.read(), 'a\r\nb\rc'),
    lambda: text(lambda s: s.read(), 'a\r\nb\rc', newline=None),
    lambda: text(lambda s: s.readlines(), 'a\r\nb\rc', newline=''),
    lambda: text(lambda s: s.write('x\ny'), '', newline='\r\n'),
    lambda: _io.StringIO(newline='q'),
    lambda: _io.StringIO(5),
    lambda: (lambda s: (s.close(), s.closed))(_io.StringIO()),
    lambda: (lambda s: (s.close(), s.read()))(_io.StringIO()),
    lambda: data(lambda b: b.read()),
    lambda: data(lambda b: b.read(2)),
    lambda: data(lambda b: b.read1(2)),
    lambda: data(lambda b: b.readline()),
    lambda: data(lambda b: b.readlines()),
    lambda: data(lambda b: list(b)),
    lambda: data(lambda b: b.write(b'XY')),
    lambda: data(lambda b: b.write('x')),
    lambda: data(lambda b: b.writelines([b'a', b'b'])),
    lambda: data(lambda b: b.seek(2)),
    lambda: data(lambda b: b.seek(-2, 2)),
    lambda: data(lambda b: b.seek(-1)),
    lambda: data(lambda b: b.seek(20), b.write(b'z')),
    lambda: data(lambda b: b.truncate(3)),
    lambda: data(lambda b: b.readinto(bytearray(4))),
    lambda: data(lambda b: bytes(b.getbuffer())),
    lambda: data(lambda b: b.getbuffer().nbytes),
    lambda: data(lambda b: b.seek(1), b.read(1), b.seek(1, 1), b.read(1)),
    lambda: data(lambda b: b.isatty(), b.readable()),
    lambda: data(lambda b: b.detach()),
    lambda: data(lambda b: b.fileno()),
    lambda: _io.BytesIO('x'),
    lambda: _io.BytesIO(5),
    lambda: (lambda b, v: (b.write(b'x' * 10),))(*(lambda b: (b, b.getbuffer()))(_io.BytesIO(b'ab'))),
]
for number, case in enumerate(cases):
    show(number, case)
