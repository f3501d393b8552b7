def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


class S(str):
    def __repr__(self):
        return 'S(%s)' % super().__repr__()


a = S('abc')


cases = [
    lambda: (a, str(a), a + 'd', 'd' + a),
    lambda: (type(a + 'd').__name__, type(a[0:2]).__name__, type(a.upper()).__name__, type(str(a)).__name__),
    lambda: (a == 'abc', hash(a) == hash('abc'), {'abc': 1}[a]),
    lambda: (a.join(['1', '2']), ','.join([a, a])),
    lambda: (a in 'xabcx', 'b' in a, len(a), list(a)),
    lambda: '%s %r' % (a, a),
    lambda: f'{a} {a!r} {a:>5}',
    lambda: '{} {!r}'.format(a, a),
    lambda: (a.replace('a', 'b'), a.split('b'), a.strip(), a.center(5)),
    lambda: (a.encode(), S(b'x', 'ascii'), S(5)),
    lambda: (setattr(a, 'x', 1), a.__dict__),
    lambda: getattr('abc', S('upper'))(),
    lambda: (int(S('12')), float(S('1.5'))),
    lambda: sorted([S('b'), 'a', S('c')]),
    lambda: (a < 'abd', a > S('abb')),
    lambda: (a * 2, type(a * 1).__name__),
    lambda: (isinstance(a, str), type(a) is str),
    lambda: (a.__str__(), str.__repr__(a)),
    lambda: ord(S('x')),
    lambda: (S(), bool(S())),
    lambda: a.partition('b'),
    lambda: a.startswith(S('ab')),
]
for number, case in enumerate(cases):
    show(number, case)
