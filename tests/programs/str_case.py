def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


cases = [
    lambda: 'Hello World'.upper(),
    lambda: 'Hello World'.lower(),
    lambda: 'hello world'.title(),
    lambda: "they're bill's".title(),
    lambda: 'hELLO wORLD'.capitalize(),
    lambda: 'Hello'.swapcase(),
    lambda: 'stra\xdfe'.upper(),
    lambda: 'stra\xdfe'.casefold(),
    lambda: '\u0130'.lower(),
    lambda: '\u01c5'.title(),
    lambda: '\u01c6'.capitalize(),
    lambda: '\ufb01x'.capitalize(),
    lambda: '\u03a3'.lower(),
    lambda: 'A\u03a3'.lower(),
    lambda: 'A\u03a3 B'.lower(),
    lambda: '\u1e9e'.lower(),
    lambda: '\u0149'.upper(),
    lambda: 'abc'.islower(),
    lambda: 'aBc'.islower(),
    lambda: ''.islower(),
    lambda: '1a'.islower(),
    lambda: 'ABC'.isupper(),
    lambda: 'A1'.isupper(),
    lambda: 'Hello World'.istitle(),
    lambda: 'Hello world'.istitle(),
    lambda: '123'.isdigit(),
    lambda: '\xb2'.isdigit(),
    lambda: '\xb2'.isdecimal(),
    lambda: '\xbd'.isnumeric(),
    lambda: '\u0661'.isdecimal(),
    lambda: 'abc'.isalpha(),
    lambda: 'ab1'.isalnum(),
    lambda: ''.isalnum(),
    lambda: ' \t\n'.isspace(),
    lambda: '\x1f'.isspace(),
    lambda: '\u2003'.isspace(),
    lambda: 'abc'.isidentifier(),
    lambda: '1abc'.isidentifier(),
    lambda: 'def'.isidentifier(),
    lambda: '\xe9t\xe9'.isidentifier(),
    lambda: ''.isidentifier(),
    lambda: 'abc\n'.isprintable(),
    lambda: 'abc'.isprintable(),
    lambda: ''.isprintable(),
    lambda: '\xa0'.isprintable(),
    lambda: 'abc'.isascii(),
    lambda: '\xe9'.isascii(),
    lambda: '\u4e00'.isalpha(),
    lambda: '\U0001f600'.isalpha(),
    lambda: '\u2160'.lower(),
    lambda: '\u2160'.isupper(),
    lambda: '\u00aa'.islower(),
]
for number, case in enumerate(cases):
    show(number, case)
