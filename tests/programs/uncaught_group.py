# since 3.11
def f():
    raise ExceptionGroup('grp', [ValueError('a'), ExceptionGroup('inner', [TypeError('b')])])
def g():
    try: f()
    except* KeyError: pass
e = ValueError('noted'); e.add_note('a note\nsecond')
try: raise e
except ValueError: g()
