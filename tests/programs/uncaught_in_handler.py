def f(x):
    return g(x) + 1
def g(x):
    d = {'a': 1}
    return d['k'] / x[0]
class C:
    def m(self): raise ValueError('in m')
try:
    C().m()
except ValueError:
    f(0)
