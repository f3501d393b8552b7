def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


cases = [
    lambda: bytes(),
    lambda: bytes(3),
    lambda: bytes([1, 2, 255]),
    lambda: bytes([256]),
    lambda: bytes([-1]),
    lambda: bytes('abc'),
    lambda: bytes('abc', 'ascii'),
    lambda: bytes('\xe9', 'ascii'),
    lambda: bytes('a', 'ascii', 'strict'),
    lambda: bytes(b'x', 'ascii'),
    lambda: bytes(-1),
    lambda: bytes(1.5),
    lambda: bytes(['a']),
    lambda: bytes(range(5)),
    lambda: bytes({1: 2}),
    lambda: bytes(memoryview(b'abc')),
    lambda: bytes(source=b'x'),
    lambda: bytearray(3),
    lambda: bytearray(b'abc'),
    lambda: bytearray('abc'),
    lambda: bytearray([300]),
    lambda: b'abc' + b'd',
    lambda: b'a' + 'b',
    lambda: b'a' + bytearray(b'b'),
    lambda: bytearray(b'a') + b'b',
    lambda: b'ab' * 2,
    lambda: b'ab' * -1,
    lambda: b'a' * 'x',
    lambda: b'abc'[0],
    lambda: b'abc'[-1],
    lambda: b'abc'[5],
    lambda: b'abc'[0:2],
    lambda: b'abc'[::-1],
    lambda: b'abc'['a'],
    lambda: b'abc' == 'abc',
    lambda: b'abc' == bytearray(b'abc'),
    lambda: b'abc' < b'abd',
    lambda: b'abc' < 'abd',
    lambda: hash(b'abc') == hash(bytes(b'abc')),
    lambda: hash(bytearray()),
    lambda: list(b'abc'),
    lambda: b'abc'.__bytes__() if hasattr(b'', '__bytes__') else b'abc',
    lambda: int(b'12'),
    lambda: int(bytearray(b'12'), 16),
    lambda: int(b'x'),
    lambda: float(b'1.5'),
    lambda: bool(b''),
    lambda: bool(bytearray(1)),
    lambda: iter(b'ab').__length_hint__(),
    lambda: b'ab'.__getnewargs__(),
    lambda: bytes.__new__(bytes, 2),
]
for number, case in enumerate(cases):
    show(number, case)
