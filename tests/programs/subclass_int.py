def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


class I(int):
    def __repr__(self):
        return 'I(%s)' % super().__repr__()


a = I(7)


class Odd(int):
    def __add__(self, other):
        return 'added'

    def __index__(self):
        return 3


cases = [
    lambda: (a, str(a), '%d' % a, format(a, '03d')),
    lambda: (a + 1, 1 + a, a * a, a // 2, -a, ~a, a << 1),
    lambda: (type(a + 1).__name__, type(a).__name__),
    lambda: (a == 7, hash(a) == hash(7), a < 8, {7: 'x'}[a]),
    lambda: (int(a), type(int(a)).__name__),
    lambda: (bool(I(0)), bool(a)),
    lambda: [1, 2, 3, 4, 5, 6, 7, 8][a],
    lambda: (Odd(5) + 1, 1 + Odd(5)),
    lambda: [10, 20, 30, 40, 50, 60][Odd(5)],
    lambda: sum([a, a]),
    lambda: (I('12'), I(3.9), I('ff', 16)),
    lambda: I('x'),
    lambda: (a.real, a.numerator, a.bit_length()),
    lambda: (isinstance(a, int), issubclass(I, int)),
    lambda: (setattr(a, 'x', 5), a.x, a.__dict__),
    lambda: (max(a, 3), min(a, 9)),
    lambda: (divmod(a, 4), pow(a, 2), round(a)),
    lambda: 'ab' * a,
    lambda: I.from_bytes(b'\x05', 'big'),
    lambda: (chr(I(65)), hex(a), bin(a)),
    lambda: a is I(a),
    lambda: (int.__add__(a, 1), int.__repr__(a)),
]
for number, case in enumerate(cases):
    show(number, case)
