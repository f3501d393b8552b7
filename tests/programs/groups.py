# since 3.11
try:
    raise ExceptionGroup('g', [ValueError(1), TypeError('t'), ExceptionGroup('n', [ValueError(2), KeyError('k')])])
except* ValueError as e: print('ve', e.exceptions, repr(e))
except* TypeError as e: print('te', e.exceptions)
except* KeyError as e: print('ke', e)
try:
    try: raise ExceptionGroup('g', [ValueError(1), OSError('o')])
    except* ValueError: print('handled')
except ExceptionGroup as e: print('rest', e.exceptions)
try:
    try: raise ValueError('plain')
    except* ValueError as e: print(type(e).__name__, e.exceptions); raise KeyError('new')
except ExceptionGroup as e: print('G', e.exceptions, repr(e.exceptions[0].__context__))
eg = ExceptionGroup('m', [ValueError(1), TypeError(2)])
print(eg.split(ValueError), eg.subgroup(lambda e: isinstance(e, TypeError)), eg.message, str(eg), eg.derive([KeyError()]), BaseExceptionGroup('b', [KeyboardInterrupt()]))
eg.add_note('note'); print(eg.__notes__)
for bad in (lambda: ExceptionGroup('x', []), lambda: ExceptionGroup('x', 5), lambda: ExceptionGroup(1, [ValueError()]), lambda: ExceptionGroup('x', [1]), lambda: ExceptionGroup('x', [KeyboardInterrupt()])):
    try: bad()
    except Exception as e: print(type(e).__name__, e)
def f():
    try: raise ExceptionGroup('a', [ValueError('v')])
    except* ValueError: pass
    else: print('no')
    finally: print('fin')
    return 'ret'
print(f())
try: raise ValueError('n')
except ValueError as e: e.add_note('hi'); print(e.__notes__)
