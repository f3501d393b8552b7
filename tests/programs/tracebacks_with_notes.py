# since 3.11
# Notes in tracebacks: of several lines, none text, in chains and groups; then an exception nobody catches.
import sys


def hook(case):
    try:
        case()
    except BaseException as e:
        sys.excepthook(type(e), e, e.__traceback__)
        return e


def plain():
    e = ValueError('message\nof two lines')
    e.add_note('first')
    e.add_note('second\nof two\n')
    e.add_note('')
    raise e


def odd_notes():
    e = KeyError('k')
    e.__notes__ = ['text', 5, None, ['list']]
    raise e


def no_list():
    e = KeyError('k')
    e.__notes__ = 'just text'
    raise e


def a_number():
    e = KeyError('k')
    e.__notes__ = 5
    raise e


def a_tuple():
    e = IndexError()
    e.__notes__ = ('in', 'tuple')
    raise e


class BadRepr:
    def __repr__(self):
        raise ValueError('in repr')

    __str__ = __repr__


def bad_note():
    e = IndexError('i')
    e.__notes__ = [BadRepr(), 'after']
    raise e


def chained():
    try:
        plain()
    except ValueError as e:
        n = RuntimeError('outer')
        n.add_note('outer note')
        raise n from e


def grouped():
    e = TypeError('inner')
    e.add_note('inner note\nsecond line')
    g = ExceptionGroup('group', [e, ExceptionGroup('sub', [KeyError('gone')]), ValueError()])
    g.add_note('group note')
    raise g


for case in (plain, odd_notes, no_list, a_number, a_tuple, bad_note, chained, grouped) if sys.version_info >= (3, 12) else (plain, odd_notes, a_tuple, chained, grouped):
    print(case.__name__, file=sys.stderr)
    hook(case)
e = ValueError('x')
for bad in 5, None, b'x':
    try:
        e.add_note(bad)
    except TypeError as error:
        print(error)
print(hasattr(e, '__notes__'))
e.add_note('n')
print(e.__notes__, e.__dict__, e.args, str(e))
e.__notes__ = None
try:
    e.add_note('again')
except TypeError as error:
    print(error)
del e.__notes__
e.add_note('new')
print(e.__notes__)
grouped()
