def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


cases = [
    lambda: 'hello'.find('l'),
    lambda: 'hello'.find('l', 3),
    lambda: 'hello'.find('l', -2),
    lambda: 'hello'.find('l', 4),
    lambda: 'hello'.find(''),
    lambda: 'hello'.find('', 5),
    lambda: 'hello'.find('', 6),
    lambda: 'hello'.rfind('l'),
    lambda: 'hello'.rfind(''),
    lambda: 'hello'.rfind('l', 0, 3),
    lambda: 'hello'.index('z'),
    lambda: 'hello'.rindex('z'),
    lambda: 'hello'.index('e', None, None),
    lambda: 'hello'.count('l'),
    lambda: 'hello'.count(''),
    lambda: 'aaaa'.count('aa'),
    lambda: 'hello'.count('l', 3),
    lambda: 'hello'.startswith('he'),
    lambda: 'hello'.startswith(('x', 'he')),
    lambda: 'hello'.startswith('', 6),
    lambda: 'hello'.startswith('l', 2),
    lambda: 'hello'.startswith('l', 2, 2),
    lambda: 'hello'.startswith(5),
    lambda: 'hello'.startswith((5,)),
    lambda: 'hello'.endswith('lo'),
    lambda: 'hello'.endswith(('x', 'lo')),
    lambda: 'hello'.endswith('l', 0, 4),
    lambda: 'hello'.endswith([]),
    lambda: 'll' in 'hello',
    lambda: '' in '',
    lambda: 5 in 'abc',
    lambda: 'hello'.find('l', 0.5),
    lambda: 'a\ud800b'.find('\ud800'),
    lambda: '\U0001f600x'.find('x'),
    lambda: 'abcabc'.index('c', -1),
    lambda: 'abcabc'.rindex('a', 1, 5),
]
for number, case in enumerate(cases):
    show(number, case)
