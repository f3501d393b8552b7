def t(f, *a):
    try: print(f(*a))
    except BaseException as e: print(type(e).__name__, e)
import _operator as o
ops = 'add sub mul truediv floordiv mod pow lshift rshift and or xor matmul'.split()
fn = {n: getattr(o, n + '_' if n in ('and', 'or') else n) for n in ops}
def cls(name, bases, left, right, inplace=False):
    ns = {}
    for n in ops:
        if left is not None: ns['__%s__' % n] = lambda s, x, n=n: left if left is NotImplemented else (name, n, type(x).__name__)
        if right is not None: ns['__r%s__' % n] = lambda s, x, n=n: right if right is NotImplemented else (name, 'r' + n, type(x).__name__)
        if inplace is not False: ns['__i%s__' % n] = lambda s, x, n=n: inplace if inplace is NotImplemented else (name, 'i' + n)
    return type(name, bases, ns)
A = cls('A', (), True, True); B = cls('B', (A,), True, True); C = cls('C', (A,), None, None); D = cls('D', (), NotImplemented, NotImplemented); E = cls('E', (), None, True); F = cls('F', (A,), None, True)
for n in ops:
    print(n)
    for x, y in [(A(), B()), (B(), A()), (A(), C()), (C(), A()), (A(), F()), (D(), D()), (D(), E()), (D(), A()), (E(), E()), (1, E()), (1, D()), (D(), 1), (1.5, D()), ('a', D()), ([], D()), (None, E()), (E(), None)]: t(fn[n], x, y)
I = cls('I', (), True, True, True); N = cls('N', (), True, True, NotImplemented); M = cls('M', (), None, None, NotImplemented)
def inplace(x, y):
    out = []
    a = x; a += y; out.append(a)
    a = x; a @= y; out.append(a)
    a = x; a **= y; out.append(a)
    a = x; a >>= y; out.append(a)
    return out
t(inplace, I(), 1); t(inplace, N(), 1); t(inplace, M(), 1); t(inplace, 1, 2)
def bad(op, a, b):
    g = {'add': lambda a, b: a.__iadd__(b)}
    if op == '+': a += b
    elif op == '-': a -= b
    elif op == '*': a *= b
    elif op == '/': a /= b
    elif op == '//': a //= b
    elif op == '%': a %= b
    elif op == '**': a **= b
    elif op == '<<': a <<= b
    elif op == '&': a &= b
    elif op == '|': a |= b
    elif op == '^': a ^= b
    elif op == '@': a @= b
    return a
for op in '+ - * / // % ** << & | ^ @'.split(): t(bad, op, 1, None); t(bad, op, [], 5.0); t(bad, op, {1}, (2,))
class U:
    def __neg__(s): return 'neg'
    def __pos__(s): return 'pos'
    def __invert__(s): return 'inv'
    def __abs__(s): return 'abs'
    def __round__(s, n=None): return 'round', n
    def __divmod__(s, x): return 'divmod', x
    def __rdivmod__(s, x): return 'rdivmod', x
    def __pow__(s, x, m=None): return 'pow', x, m
    def __rpow__(s, x, m=None): return 'rpow', x, m
    def __trunc__(s): return 'trunc'
u = U(); print(-u, +u, ~u, abs(u), round(u), round(u, 2), divmod(u, 1), divmod(1, u), pow(u, 1), pow(u, 1, 2), pow(2, u))
t(lambda: -A()); t(lambda: +None); t(lambda: ~1.5); t(abs, 'a'); t(round, 'a'); t(divmod, 1, 'a'); t(pow, 1, 2, 'a'); t(pow, 'a', 2, 3); t(pow, 2, -1, 0)
