def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


class T(tuple):
    def __new__(cls, *items):
        return super().__new__(cls, items)


class F(float):
    def __repr__(self):
        return 'F(%s)' % super().__repr__()


class B(bytes):
    pass


class FS(frozenset):
    pass


class St(set):
    pass


class C(complex):
    pass


class BA(bytearray):
    pass


cases = [
    lambda: (T(1, 2), T(), len(T(1)), T(1)[0]),
    lambda: (type(T(1) + (2,)).__name__, type(T(1, 2)[:]).__name__, T(1) == (1,), hash(T(1)) == hash((1,))),
    lambda: (F('1.5'), F(2) + 1, type(F(1) * 2).__name__, F(2) == 2, round(F(2.5)), F(1.5).hex()),
    lambda: ('%.1f' % F(1.25), format(F(1.5), '.2f'), str(F(1.0))),
    lambda: (F.fromhex('0x1p1'), int(F(3.7)), bool(F(0))),
    lambda: (B(b'abc'), B(b'a') + b'b', type(B(b'a') + b'b').__name__, B(b'ab')[0], B([1, 2])),
    lambda: (B.fromhex('6162'), type(B.fromhex('61')).__name__, B(b'x').decode()),
    lambda: (FS([1]) == frozenset([1]), type(FS([1]) | {2}).__name__, hash(FS([1])) == hash(frozenset([1])), type(FS([1]).copy()).__name__),
    lambda: (St([1]) | {2} == {1, 2}, type(St([1]) | {2}).__name__, type(St([1]).copy()).__name__, type({1} | St([2])).__name__),
    lambda: (repr(St([1])), repr(FS([1])), repr(St()), repr(FS())),
    lambda: (C(1, 2), C('1+2j') + 1, type(C(1) + 1).__name__, C(3, 4).__abs__()),
    lambda: (BA(b'ab'), BA(b'a') + b'b', type(BA(b'a') + b'b').__name__, BA(3)),
    lambda: setattr(T(1), 'x', 1),
    lambda: setattr(F(1), 'x', 1),
    lambda: (lambda t: (setattr(t, 'x', 1), t.x))(T(1)),
    lambda: type('Bo', (bool,), {}),
    lambda: type('N', (type(None),), {}),
    lambda: type('R', (range,), {}),
    lambda: type('Sl', (slice,), {}),
    lambda: type('M', (memoryview,), {}),
    lambda: type('Fn', (type(lambda: 0),), {}),
    lambda: type('G', (type((x for x in ())),), {}),
    lambda: type('E', (type(...),), {}),
    lambda: type('X', (int, str), {}),
    lambda: type('Y', (int, float), {}),
    lambda: type('Z', (dict, list), {}),
    lambda: type('W', (type,), {}).__name__,
    lambda: type('P', (property,), {'a': 1})(len).fget is len,
    lambda: (T.__bases__, F.__mro__[-1].__name__),
]
for number, case in enumerate(cases):
    show(number, case)
