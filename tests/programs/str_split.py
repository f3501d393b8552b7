def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


cases = [
    lambda: 'a,b,,c'.split(','),
    lambda: 'a,b,,c'.split(',', 1),
    lambda: 'a,b,,c'.rsplit(',', 2),
    lambda: '  a b  c '.split(),
    lambda: '  a b  c '.split(None, 1),
    lambda: '  a b  c '.rsplit(None, 1),
    lambda: ''.split(),
    lambda: ''.split(','),
    lambda: 'abc'.split(''),
    lambda: 'abc'.split(5),
    lambda: 'a\nb\r\nc\x0bd\x1ce\u2028f'.splitlines(),
    lambda: 'a\nb\r\n'.splitlines(True),
    lambda: ''.splitlines(),
    lambda: '\n'.splitlines(),
    lambda: 'a-b-c'.partition('-'),
    lambda: 'a-b-c'.rpartition('-'),
    lambda: 'abc'.partition('x'),
    lambda: 'abc'.rpartition('x'),
    lambda: 'abc'.partition(''),
    lambda: 'abc'.partition(1),
    lambda: 'a\u3000b\xa0c'.split(),
    lambda: 'xyxyx'.split('xy'),
    lambda: 'aXbXc'.split(sep='X', maxsplit=1),
    lambda: 'abc'.split(maxsplit='x'),
    lambda: ','.join(['a', 'b']),
    lambda: ','.join('abc'),
    lambda: ','.join([1]),
    lambda: ','.join(['a', 1]),
    lambda: ','.join(5),
    lambda: ''.join(()),
    lambda: '-'.join(x for x in 'abc'),
    lambda: '-'.join({'a': 1, 'b': 2}),
]
for number, case in enumerate(cases):
    show(number, case)
