# print: sep, end, file, flush, and what it asks of its arguments and its file.
import sys


def t(name, case):
    try:
        print(name, repr(case()))
    except BaseException as e:
        print(name, type(e).__name__, e)


class File:
    def __init__(self):
        self.log = []

    def write(self, text):
        self.log.append(text)
        return 'ignored'

    def flush(self):
        self.log.append('<flush>')


def written(*args, **kw):
    f = File()
    print(*args, file=f, **kw)
    return f.log


t('nothing', lambda: written())
t('one', lambda: written(1))
t('three', lambda: written(1, 'b', None))
t('sep', lambda: written(1, 2, 3, sep='-'))
t('empty sep', lambda: written(1, 2, sep=''))
t('none', lambda: written(1, 2, sep=None, end=None))
t('end', lambda: written('x', end='!'))
t('empty end', lambda: written('x', end=''))
t('flush', lambda: written('x', flush=True))
t('flush', lambda: written('x', flush=0))
t('sep of one', lambda: written('x', sep='--'))
t('bad sep', lambda: written(1, sep=5))
t('bad end', lambda: written(1, end=b''))
t('bad name', lambda: print(1, to=sys.stdout))
t('bad flush', lambda: print('f', flush=None))
t('no write', lambda: print(1, file=5))
t('no write', lambda: print(1, file=object()))
t('no flush', lambda: print('x', file=type('W', (), {'write': lambda self, text: None})(), flush=True))
t('none file', lambda: print('to stdout', file=None))


class Text:
    def __init__(self, text):
        self.text = text

    def __str__(self):
        return self.text


class Sub(str):
    def __str__(self):
        return 'Sub'


t('str', lambda: written(Text('t'), Sub('s'), sep=Sub('+'), end=Sub('.')))
t('bad str', lambda: written('before', Text(5)))
t('fails', lambda: written(type('F', (), {'__str__': lambda self: 1 // 0})()))


class Refuses(File):
    def write(self, text):
        if text == 'b':
            raise OSError('refused')
        super().write(text)


f = Refuses()
t('refused', lambda: print('a', 'b', 'c', file=f))
print(f.log)
old = sys.stdout
sys.stdout = f = File()
print('caught', end='')
sys.stdout = old
print(f.log)
sys.stdout = None
print('nowhere')
sys.stdout = old
del sys.stdout
try:
    print('lost')
except RuntimeError as e:
    lost = e
sys.stdout = old
print(lost)
print('a\nb', 'c\td', '\x00'.isprintable(), sep='|', end='<end>\n')
print(*'abc', *[1, 2], sep=',')
print(*[], end='nothing\n')
print(*{'k': 1}, **{'sep': '', 'end': '\n'})
print('é', '\u2603', '\U0001f600', ascii('\u2603'), repr('\ud800'))
print(True, None, ..., 1.0, 1e100, 10 ** 25, 1j, b'x', [1, 'a'], {1: 'b'}, {2}, (3,), range(2), print is print)
print(print.__name__, print.__self__.__name__, print('inner'))
