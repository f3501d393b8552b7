# since 3.11
class E(Exception): pass
def f(value):
    e = E('with notes', value)
    e.add_note('a note'); e.add_note('two\nlines')
    raise e
try: f(1)
except E as e:
    group = ExceptionGroup('several', [e, ValueError('plain'), ExceptionGroup('inner', [KeyError('k'), OSError(9999, 'No file', 'name')])])
    group.add_note('of the group')
    raise group
