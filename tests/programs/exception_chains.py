import sys
def show(e, depth=0):
    while e is not None and depth < 8:
        print('  ' * depth, type(e).__name__, e, '| cause', repr(e.__cause__), '| suppress', e.__suppress_context__)
        e = e.__cause__ or e.__context__; depth += 1
def t(f):
    try: f()
    except BaseException as e: show(e)
def implicit():
    try: 1 / 0
    except ZeroDivisionError: [][1]
def explicit():
    try: 1 / 0
    except ZeroDivisionError as e: raise KeyError('k') from e
def none():
    try: 1 / 0
    except ZeroDivisionError: raise KeyError('k') from None
def cls(): raise KeyError from ValueError
def bad_cause(): raise KeyError from 5
def bad_raise(): raise 5
def bad_class(): raise int
def bare(): raise
def reraise():
    try: 1 / 0
    except ZeroDivisionError:
        try: [][1]
        except IndexError: pass
        raise
def nested_finally():
    try:
        try: 1 / 0
        finally: {}['x']
    finally: int('z')
def self_context():
    e = ValueError('v')
    try:
        try: raise e
        except ValueError: raise KeyError('k')
    except KeyError: raise e
def with_tb():
    try: 1 / 0
    except ZeroDivisionError as e: tb = e.__traceback__
    raise ValueError('tb').with_traceback(tb)
class Init(Exception):
    def __init__(self, a): raise TypeError('in init')
def failing_class(): raise Init
class NotExc:
    def __new__(cls): return 5
class Weird(Exception):
    def __new__(cls): return 5
def weird(): raise Weird
def deleted():
    try: raise KeyError('a')
    except KeyError as e:
        del e
    try: e
    except NameError as n: print(type(n).__name__)
    raise OSError('end')
def bad_except():
    try: 1 / 0
    except 5: pass
def bad_except2():
    try: 1 / 0
    except (KeyError, 'x'): pass
def tuple_nested():
    try: 1 / 0
    except ((KeyError, OSError), ZeroDivisionError): pass
def empty():
    try: 1 / 0
    except (): pass
def else_raises():
    try: pass
    except ValueError: print('never')
    else: raise ValueError('else')
for f in implicit, explicit, none, cls, bad_cause, bad_raise, bad_class, bare, reraise, nested_finally, self_context, with_tb, failing_class, weird, deleted, bad_except, bad_except2, tuple_nested, empty, else_raises: print(f.__name__); t(f)
e = ValueError(); e.__cause__ = KeyError('c'); print(e.__suppress_context__); e.__cause__ = None; print(e.__suppress_context__, e.__context__)
for name in '__cause__', '__context__', '__traceback__':
    try: setattr(e, name, 5)
    except TypeError as x: print(x)
    try: delattr(e, name)
    except TypeError as x: print(x)
try: e.args = 5
except TypeError as x: print(x)
e.args = [1, 2]; print(e.args, str(e), repr(e)); e.__suppress_context__ = True
print(sys.exc_info())
def info():
    try: 1 / 0
    except ZeroDivisionError:
        def g(): yield sys.exc_info()[0]; yield sys.exc_info()[0]
        it = g(); a = next(it)
    return a, next(it), sys.exc_info()[0]
print(info())
def gen():
    try: yield 1
    except KeyError: yield sys.exc_info()[0]; yield 2
g = gen(); next(g); print(g.throw(KeyError), sys.exc_info()[0])
