def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __format__(self, spec):
        return 'P<%s>' % spec

    def __repr__(self):
        return 'Point()'


p = Point(1, 2)


cases = [
    lambda: '{} {}'.format(1, 2),
    lambda: '{1} {0}'.format(1, 2),
    lambda: '{0} {}'.format(1, 2),
    lambda: '{} {0}'.format(1, 2),
    lambda: '{a} {b}'.format(a=1, b=2),
    lambda: '{a}'.format(),
    lambda: '{}'.format(),
    lambda: '{5}'.format(1),
    lambda: '{{}}'.format(),
    lambda: '{'.format(),
    lambda: '}'.format(),
    lambda: '{a'.format(a=1),
    lambda: '{0.x} {0.y}'.format(p),
    lambda: '{0.z}'.format(p),
    lambda: '{0[1]}'.format([1, 2]),
    lambda: '{0[a]}'.format({'a': 5}),
    lambda: '{0[a]}'.format([1]),
    lambda: '{0[}'.format([1]),
    lambda: '{0[]}'.format([1]),
    lambda: '{0.}'.format(p),
    lambda: '{:>{w}}'.format('x', w=5),
    lambda: '{:{}}'.format('x', 5),
    lambda: '{:{:{}}}'.format(1, 2, 3),
    lambda: '{!r} {!s} {!a}'.format('x', 'y', '\xe9'),
    lambda: '{!x}'.format(1),
    lambda: '{!}'.format(1),
    lambda: '{!rx}'.format(1),
    lambda: '{:abc}'.format(p),
    lambda: '{!r:>10}'.format(p),
    lambda: '{:d}'.format('x'),
    lambda: '{0:{0}}'.format(5),
    lambda: '{a.x}{a.y:03}'.format(a=p),
    lambda: '{a[b][c]}'.format(a={'b': {'c': 1}}),
    lambda: '{:%}'.format(0.5),
    lambda: '{0!r:{1}}'.format('x', '>5'),
    lambda: f'{p!r} {p:spec} {p.x:>{3}}',
    lambda: f'{1 + 1} {{}} {"a"!r:>5}',
    lambda: '{} {}'.format_map([1]),
    lambda: '{a}'.format_map({'a': 1}),
    lambda: '{b}'.format_map({'a': 1}),
    lambda: '{0}'.format_map({'0': 1}),
    lambda: '%s %r' % ('a', 'b'),
    lambda: '%(a)s' % {'a': 1},
    lambda: '%(b)s' % {'a': 1},
    lambda: '%s' % (1, 2),
    lambda: '%s %s' % 1,
    lambda: '%d' % 'x',
    lambda: '%d' % 1.9,
    lambda: '%x' % 1.5,
    lambda: ('%c' % 97, '%c' % 'a'),
    lambda: '%c' % 'ab',
    lambda: '%c' % -1,
    lambda: '%5d|%-5d|%05d|%+d|% d' % (1, 2, 3, 4, 5),
    lambda: '%*d' % (5, 1),
    lambda: '%.*f' % (2, 1.0),
    lambda: '%%'  % (),
    lambda: '%' % 1,
    lambda: '%z' % 1,
    lambda: '%(a' % {},
    lambda: '%s' % [1],
    lambda: 'abc' % [],
    lambda: 'abc' % 1,
    lambda: 'abc' % {},
    lambda: '%i %u %o %X %#x %#o' % (1, 2, 8, 255, 255, 8),
    lambda: '%e %E %g %G %f %F' % ((1.5,) * 6),
    lambda: '%a' % '\xe9',
    lambda: '%.2s' % 'abc',
    lambda: '%10.3s|' % 'abcdef',
    lambda: '%s' % p,
    lambda: '%ld' % 5,
]
for number, case in enumerate(cases):
    show(number, case)
