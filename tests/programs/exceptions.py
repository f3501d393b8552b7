def t(f):
    try: return f()
    except Exception as e: return type(e).__name__, str(e), e.args
def raise_(e): raise e
print(t(lambda: raise_(ValueError('a', 1))), t(lambda: raise_(KeyError('k'))), t(lambda: raise_(OSError(9999, 'msg', 'file'))), t(lambda: raise_(StopIteration(5))), t(lambda: raise_(ZeroDivisionError)), t(lambda: raise_(5)), t(lambda: raise_(Exception())))
class MyErr(Exception):
    def __init__(self, code, msg): super().__init__(msg); self.code = code
    def __str__(self): return f'[{self.code}] {self.args[0]}'
try: raise MyErr(42, 'oops')
except MyErr as e: print(e, e.code, repr(e), e.args)
try:
    try: 1 / 0
    except ZeroDivisionError as e: raise ValueError('chained') from e
except ValueError as e: print(repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
try:
    try: 1 / 0
    except ZeroDivisionError: raise KeyError('ctx')
except KeyError as e: print(repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
try:
    try: 1 / 0
    except ZeroDivisionError: raise KeyError('none') from None
except KeyError as e: print(e.__cause__, repr(e.__context__), e.__suppress_context__)
def fin():
    try: return 'try'
    finally: print('finally')
print(fin())
def fin2():
    try: raise ValueError
    except ValueError: return 'exc'
    else: return 'else'
    finally: print('fin2')
print(fin2())
def fin3():
    for i in range(3):
        try:
            if i == 1: continue
            if i == 2: break
            print('body', i)
        finally: print('f', i)
    else: print('no')
    return i
print(fin3())
def fin4():
    try: return 1
    finally: return 2
print(fin4())
def nested():
    try:
        try: raise ValueError('inner')
        finally: print('cleanup')
    except (TypeError, ValueError) as e: print('got', e)
    try: e
    except NameError as x: print(type(x).__name__)
nested()
try:
    try: raise KeyError('x')
    except ValueError: print('no')
except KeyError: print('outer')
def rr():
    try: raise ValueError('re')
    except ValueError: raise
try: rr()
except ValueError as e: print('reraised', e, e.__traceback__ is not None, e.__traceback__.tb_next.tb_lineno - e.__traceback__.tb_lineno if e.__traceback__.tb_next else None)
try: raise
except RuntimeError as e: print(e)
try: raise ValueError from 5
except TypeError as e: print(e)
for cls in (ArithmeticError, LookupError, OSError, UnicodeError, Warning, BaseException): print(cls.__name__, cls.__mro__[1].__name__, issubclass(ZeroDivisionError, cls))
try: [][1]
except LookupError as e: print(type(e))
try: int('z')
except (KeyError, ValueError): print('tuple match')
try:
    try: raise ValueError
    except 5: pass
except TypeError as e: print(e)
def gen():
    try: yield 1
    except GeneratorExit: print('closed'); raise
    finally: print('gen fin')
g = gen(); next(g); g.close()
e = ValueError('x'); e.extra = 1; print(e.extra, e.__dict__, e.with_traceback(None) is e, ValueError('a') == ValueError('a'))
print(FileNotFoundError(2, 'No', 'f').filename, OSError(9999, 'x').__class__.__name__, str(OSError('one')), OSError(2, 'x').errno, repr(OSError(9999, 'x')), SystemExit(3).code, StopIteration(7).value, UnicodeDecodeError('u', b'a', 0, 1, 'r').reason, str(UnicodeDecodeError('utf-8', b'\xff', 0, 1, 'bad')), KeyError(1).args, str(KeyError('a')), str(KeyError()), AttributeError('x').args, ImportError('m', name='n', path='p').name, SyntaxError('m', ('f', 1, 2, 't')).lineno)
def deep(n): return deep(n + 1)
try: deep(0)
except RecursionError as e: print(str(e)[:35])
assert True
try: assert False, 'msg'
except AssertionError as e: print(repr(e))
try: assert 0
except AssertionError as e: print(repr(e), e.args)
def f():
    try: yield
    finally: print('done f')
for _ in f(): pass
with_else = []
try: with_else.append(1)
except Exception: pass
else: with_else.append(2)
finally: with_else.append(3)
print(with_else)
import sys
try: 1/0
except: print(sys.exc_info()[0].__name__, sys.exc_info()[1])
print(sys.exc_info())
