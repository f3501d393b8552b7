def a(n):
    if n == 0: raise RuntimeError('bottom')
    a(n - 1)
try:
    a(10)
except RuntimeError as e:
    raise KeyError('wrapped') from e
