class C:
    def __init__(self, n, sup=False): self.n = n; self.sup = sup
    def __enter__(self): print('in', self.n); return self
    def __exit__(self, *a): print('out', self.n, a[0].__name__ if a[0] else None); return self.sup
with C(1) as a, C(2) as b: print(a.n, b.n)
def f():
    with C('r'): return 'ret'
print(f())
for i in range(3):
    with C(i):
        if i == 0: continue
        if i == 1: break
with C('s', True): raise ValueError
try:
    with C('x'): raise KeyError('q')
except KeyError as e: print(repr(e))
with C('a', True):
    with C('b'): raise TypeError
def g():
    with C('g') as c: yield c.n
for v in g(): print(v)
def h():
    try:
        with C('h'): 1 / 0
    except ZeroDivisionError: return 'zd'
    finally: print('hf')
print(h())
for bad in (5, object()):
    try:
        with bad: pass
    except Exception as e: print(type(e).__name__, e)
class NoExit:
    def __enter__(self): pass
try:
    with NoExit(): pass
except Exception as e: print(type(e).__name__, e)
class BadEnter:
    def __enter__(self): raise ValueError('enter')
    def __exit__(self, *a): print('never')
try:
    with BadEnter(): pass
except ValueError as e: print(e)
class BadExit:
    def __enter__(self): return self
    def __exit__(self, *a): raise RuntimeError('exit')
try:
    with BadExit(): raise ValueError('body')
except RuntimeError as e: print(e, repr(e.__context__))
