import sys
for args in (), (None,), (0,), (5,), ('x',), (True,), (1, 2):
    try: raise SystemExit(*args)
    except SystemExit as e: print(repr(e.code), e.args, isinstance(e, Exception))
try: sys.exit()
except SystemExit as e: print(e.code)
try: sys.exit(1, 2)
except TypeError as e: print(e)
def g():
    try: yield
    except GeneratorExit: print('closed'); raise
it = g(); next(it); it.close()
try: 1 / 0
except ZeroDivisionError: raise SystemExit(True)
