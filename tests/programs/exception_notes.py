# since 3.11
def show(e): print(repr(e), getattr(e, '__notes__', 'none'))
e = ValueError('v'); show(e); e.add_note('first'); e.add_note('second'); show(e)
for bad in 5, None, b'x':
    try: e.add_note(bad)
    except TypeError as x: print(x)
try: e.add_note()
except TypeError as x: print(x)
e.__notes__ = 'not a list'
try: e.add_note('x')
except TypeError as x: print(x)
e.__notes__ = ['back']; e.add_note('on'); show(e); del e.__notes__; show(e); e.add_note('again'); show(e)
g = ExceptionGroup('g', [ValueError(1), TypeError(2), ExceptionGroup('h', [ValueError(3), KeyError(4)])]); g.add_note('note')
print(repr(g), g.message, len(g.exceptions)); a, b = g.split(ValueError); print(repr(a), repr(b), a.__notes__, b.__notes__, a.__notes__ is g.__notes__)
print(repr(g.subgroup(KeyError)), g.subgroup(OSError), repr(g.subgroup(lambda x: isinstance(x, TypeError))), g.split((ValueError, TypeError, KeyError))[1])
for args in (), ('m',), ('m', []), ('m', [5]), ('m', 5), (5, [ValueError()]), ('m', [KeyboardInterrupt()]), ('m', [ValueError], 3):
    try: print(repr(ExceptionGroup(*args)))
    except (TypeError, ValueError) as x: print(type(x).__name__, x)
print(type(BaseExceptionGroup('b', [ValueError()])).__name__, type(BaseExceptionGroup('b', [KeyboardInterrupt()])).__name__)
class MyGroup(ExceptionGroup):
    def derive(self, excs): return MyGroup(self.message + '!', excs)
m = MyGroup('mine', [ValueError(1), KeyError(2)]); print(repr(m.split(KeyError)), repr(m.derive([OSError()])))
def star(e):
    try:
        try: raise e
        except* ValueError as v: print('V', repr(v), v.__context__)
        except* (TypeError, KeyError) as k: print('TK', repr(k)); raise OSError('new')
        else: print('else')
        finally: print('finally')
    except BaseException as rest: print('rest', repr(rest), repr(rest.__context__), repr(rest.__cause__))
for e in g, ValueError('plain'), OSError('unmatched'), ExceptionGroup('only', [OSError(1)]), ExceptionGroup('v', [ValueError(1), OSError(2)]), m: star(e)
def star_raise_same():
    try: raise ExceptionGroup('x', [ValueError(1), TypeError(2)])
    except* ValueError as e: raise
    except* TypeError: pass
try: star_raise_same()
except ExceptionGroup as e: print(repr(e))
def bad_star(kind):
    try: raise ValueError(1)
    except* kind: pass
for kind in ExceptionGroup, 5, (ValueError, ExceptionGroup):
    try: bad_star(kind)
    except BaseException as e: print(type(e).__name__, e)
def control():
    out = []
    for i in range(3):
        try: raise ValueError(i)
        except* ValueError as e: out.append(e.exceptions[0].args)
    return out
print(control())
try: raise g
except* ValueError: print('1')
except* BaseException as e: print('2', repr(e))
