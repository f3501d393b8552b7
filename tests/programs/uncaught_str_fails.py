class E(Exception):
    def __str__(self): raise ValueError
class M(Exception): pass
def f(a, b): raise M('multi\nline')
try:
    raise E()
except E:
    f(1,
      2)
