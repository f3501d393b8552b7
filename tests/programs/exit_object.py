import sys
class X:
    def __str__(self): return 'message of the object'
try:
    try: sys.exit(X())
    except Exception: print('never')
finally: print('finally runs')
