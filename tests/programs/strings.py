s = 'Hello, World'
print(s.upper(), s.lower(), s.swapcase(), s.title(), s.capitalize(), s.casefold(), s.center(20, '*'), s.ljust(15) + '|', s.rjust(15))
print(s.find('o'), s.rfind('o'), s.find('z'), s.index('W'), s.count('l'), s.count(''), s.startswith('Hell'), s.endswith(('x', 'ld')), s.find('o', 5), s.find('', 3))
print(s.split(', '), 'a b  c'.split(), ' a b '.split(' '), 'a,b,c'.split(',', 1), 'a,b,c'.rsplit(',', 1), 'x'.split('y'), ''.split(), ''.split(','))
print('a\nb\r\nc\x0bd'.splitlines(), 'a\nb\n'.splitlines(True), 'k=v=w'.partition('='), 'k=v=w'.rpartition('='), 'kv'.partition('='))
print('  x '.strip() + '|', 'xxaxx'.strip('x'), 'abcba'.lstrip('ab'), 'abcba'.rstrip('ab'), s.replace('l', 'L'), s.replace('l', 'L', 2), 'aaa'.replace('', '-'))
print('-'.join(['a', 'b', 'c']), ''.join(str(i) for i in range(5)), 'abc' * 3, 'abc'[::-1], 'abcdef'[1:5:2], 'abc'[-1], 'abc'[5:], 'a' in 'abc', 'bc' in 'abc')
print('abc'.isalpha(), '123'.isdigit(), 'a1'.isalnum(), ' '.isspace(), 'Ab'.istitle(), 'AB'.isupper(), 'ab'.islower(), 'x1'.isidentifier(), '½'.isnumeric(), '²'.isdigit(), '١'.isdecimal(), ''.isalpha())
print('%s %r %d %5d|%-5d|%05d %x %X %o %c %% %s' % ('a', 'b', 1, 2, 3, 4, 255, 255, 8, 'z', None))
print('{} {1} {0}'.replace('{} ', '').format(1, 2), '{a} {b!r} {c:>5}'.format(a=1, b='x', c=2), '{0[1]} {0.__class__.__name__}'.format([1, 2]), '{:{w}.{p}f}'.format(3.14159, w=8, p=2), '{{}}'.format())
name = 'x'; v = 3.14159
print(f'{name} {name!r:>5} {v:.2f} {v=} {1+1} {"nested"} {name:*^7} {{literal}} {len(name):02d}')
print(repr('a\'b'), repr("a'b\"c"), repr('\n\t\\\x00\x7f\xe9\u1234\U0001f600\ud800'), ascii('é\u1234😀'))
print('é'.encode(), '😀'.encode('utf-16-le'), b'\xc3\xa9'.decode(), 'é'.encode('latin-1'), 'aé'.encode('ascii', 'replace'), 'aé'.encode('ascii', 'backslashreplace'), 'aé'.encode('ascii', 'xmlcharrefreplace'), b'a\xff'.decode('utf-8', 'replace'), b'\xff'.decode('utf-8', 'surrogateescape').encode('utf-8', 'surrogateescape'))
print('ß'.upper(), 'ŉ'.upper(), 'İ'.lower(), 'ΑΣ'.lower(), 'ǆ'.title(), 'ß'.casefold(), 'ﬁ'.upper(), 'ᾳ'.upper(), 'hello wOrld'.title(), "they're".title())
print('a\tb\tc'.expandtabs(4), '42'.zfill(5), '-42'.zfill(5), 'abc'.translate({97: 'x', 98: None}), 'abc'.translate(str.maketrans('ab', 'xy', 'c')), str.maketrans({'a': 1}))
print('a' < 'b', 'a' < 'B', 'abc' == 'abc', 'é' > 'z', '😀' > '\uffff', max('hello'), min('hello'), sorted('hello'), list('héllo'), len('😀é'), tuple('ab'))
print(str(b'abc', 'ascii'), str(5), str(), str([1, 'a']), 'abc'.__contains__('b'), 'abc'.__len__(), 'a'.__add__('b'), str.upper('x'), hash('a') == hash('a'))
for bad in [lambda: 'abc'.index('z'), lambda: 'x'.split(''), lambda: '{}'.format(), lambda: '{a}'.format(), lambda: '%d' % 'x', lambda: '%s %s' % 1, lambda: '%s' % (1, 2), lambda: '{:d}'.format('x'), lambda: 'a'.center(5, 'xy'), lambda: 'é'.encode('ascii'), lambda: b'\xff'.decode(), lambda: 'a' + b'b', lambda: 'a'.foo, lambda: '{0.x}'.format(1), lambda: '{!x}'.format(1), lambda: f'{1:z}', lambda: '%y' % 1, lambda: 'a'.join(5), lambda: 'abc'['x'], lambda: ''.join([b'']), lambda: 'x'.encode('nope'), lambda: '{'.format(), lambda: '}'.format(), lambda: '{:{}}'.format(1), lambda: '%(a)s' % 1, lambda: '%(a)s' % {}, lambda: '%*d' % ('a', 1), lambda: 'a'.startswith(1), lambda: 'a'.replace(1, 2), lambda: chr(0x110000), lambda: 'a'.zfill('x')]:
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
s = ''
for i in range(1000):
    s += str(i)
print(len(s), s[-5:])
print('x'.join('abc'), 'abc'.__mul__(2), 2 * 'ab', 'ab' * -1, 'ab' * 0, 'a' 'b')
print('%-10s|%10s|%.2s|%c' % ('ab', 'cd', 'xyz', 65), '%(x)s-%(y)03d' % {'x': 1, 'y': 2}, '%i %u' % (3.7, 4), '%#x %#o' % (255, 8), '%r' % (('t',),))
print("a\
b", r'\n', 'a' if s else 'b', '\N{BULLET}')
