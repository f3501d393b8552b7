def f(n):
    if n == 0:
        raise ValueError
    return f(n - 1) + 1
def g():
    try: f(2)
    except ValueError: raise RuntimeError('no context', 5) from None
try: print('out'); g()
finally: print('finally')
