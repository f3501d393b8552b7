def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


s = 'h\xe9llo\u20ac\U0001f600'


cases = [
    lambda: s[0],
    lambda: s[-1],
    lambda: s[10],
    lambda: s[-8],
    lambda: s[1:3],
    lambda: s[::-1],
    lambda: s[::2],
    lambda: s[5:1],
    lambda: s[5:1:-1],
    lambda: s[:-3],
    lambda: s[100:],
    lambda: s['a'],
    lambda: s[1.0],
    lambda: s[::0],
    lambda: s[None:None],
    lambda: s[True],
    lambda: s[1:'x'],
    lambda: len(s),
    lambda: list(s),
    lambda: s.encode(),
    lambda: ascii(s),
    lambda: s == s[:],
    lambda: s < 'i',
    lambda: s > 'h',
    lambda: s < 5,
    lambda: s == 5,
    lambda: s != 5,
    lambda: min(s),
    lambda: max(s),
    lambda: sorted(s),
    lambda: hash(s) == hash('h\xe9llo\u20ac\U0001f600'),
    lambda: s[slice(1, 4)],
    lambda: 'abc'.__getitem__(1),
    lambda: 'abc'.__contains__('b'),
    lambda: 'abc'.__contains__(1),
    lambda: str(5),
    lambda: str(),
    lambda: str(b'abc', 'ascii'),
    lambda: str(b'ab\xff', 'ascii', 'replace'),
    lambda: str(b'\xff', 'utf-8'),
    lambda: str('abc', 'ascii'),
    lambda: str(5, 'ascii'),
    lambda: str(object=b'x'),
    lambda: str(b'x', errors='strict'),
    lambda: str.__new__(str, 5),
    lambda: chr(97),
    lambda: chr(0x10ffff),
    lambda: chr(0x110000),
    lambda: chr(-1),
    lambda: chr('a'),
    lambda: ord('a'),
    lambda: ord('ab'),
    lambda: ord(''),
    lambda: ord(b'a'),
    lambda: ord(5),
]
for number, case in enumerate(cases):
    show(number, case)
