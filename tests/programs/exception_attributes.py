def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


def caught(make):
    try:
        make()
    except BaseException as error:
        return error


def fail(error):
    raise error


cases = [
    lambda: (ValueError(1, 2).args, ValueError().args, str(ValueError('a')), str(ValueError('a', 'b')), repr(ValueError('a'))),
    lambda: (KeyError('k').args, str(KeyError('k')), str(KeyError()), str(KeyError('a', 'b'))),
    lambda: (StopIteration(5).value, StopIteration().value, StopIteration(1, 2).value),
    lambda: (SystemExit(5).code, SystemExit().code, SystemExit(1, 2).code, SystemExit('x').code),
    lambda: (OSError(2, 'no').errno, OSError(2, 'no').strerror, OSError(2, 'no', 'f').filename, OSError('x').errno),
    lambda: (str(OSError(2, 'no')), str(OSError(2, 'no', 'f')), str(OSError(2, 'no', 'f', None, 'g')), str(OSError('x')), str(OSError())),
    lambda: (OSError(2, 'no', 'f').args, OSError(2, 'no', 'f', None, 'g').filename2),
    lambda: (ImportError('m', name='n', path='p').name, ImportError('m').name, str(ImportError('m', name='n'))),
    lambda: ImportError('m', other=1),
    lambda: (UnicodeDecodeError('utf-8', b'ab\xff', 2, 3, 'bad').start, str(UnicodeDecodeError('utf-8', b'ab\xff', 2, 3, 'bad'))),
    lambda: (str(UnicodeDecodeError('utf-8', b'ab', 0, 2, 'bad')), str(UnicodeEncodeError('ascii', 'a\xe9', 1, 2, 'bad')), str(UnicodeEncodeError('ascii', 'a\u20ac', 1, 2, 'bad'))),
    lambda: (str(UnicodeEncodeError('ascii', '\U0001f600', 0, 1, 'bad')), str(UnicodeTranslateError('ab', 0, 2, 'bad'))),
    lambda: UnicodeDecodeError('utf-8'),
    lambda: UnicodeDecodeError('utf-8', 'x', 0, 1, 'bad'),
    lambda: (SyntaxError('m', ('f', 1, 2, 'text')).lineno, SyntaxError('m').lineno, str(SyntaxError('m', ('f', 1, 2, 'text')))),
    lambda: (caught(lambda: fail(ValueError('x'))).__traceback__ is not None, ValueError().__traceback__),
    lambda: (caught(lambda: 1 / 0).args, caught(lambda: {}[5]).args, caught(lambda: [][0]).args),
    lambda: caught(lambda: undefined_name).args,
    lambda: caught(lambda: (5).nothing).args,
    lambda: (ValueError('a') == ValueError('a'), hash(ValueError()) is not None),
    lambda: setattr(ValueError(), 'args', 'ab'),
    lambda: (lambda e: (setattr(e, 'args', [1, 2]), e.args))(ValueError()),
    lambda: setattr(ValueError(), 'args', 5),
    lambda: (lambda e: (setattr(e, 'extra', 1), e.__dict__))(ValueError()),
    lambda: setattr(ValueError(), '__cause__', 5),
    lambda: setattr(ValueError(), '__traceback__', 5),
    lambda: (lambda e: (setattr(e, '__cause__', KeyError()), e.__suppress_context__, e.__context__))(ValueError()),
    lambda: ValueError().with_traceback(None),
    lambda: ValueError().with_traceback(5),
    lambda: (ValueError('a').__reduce__(), OSError(2, 'x').__reduce__()[1], StopIteration(5).__reduce__()[1]),
    lambda: ValueError('a').__setstate__({'q': 1}),
    lambda: ValueError(x=1),
    lambda: BaseException.__new__(ValueError, 5).args,
    lambda: (issubclass(FileNotFoundError, OSError), IOError is OSError, EnvironmentError is OSError),
    lambda: (AttributeError('m').args, NameError('n').args),
]
for number, case in enumerate(cases):
    show(number, case)
