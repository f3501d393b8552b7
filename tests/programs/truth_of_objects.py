def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
class B:
    def __init__(s, v): s.v = v
    def __bool__(s): print('bool', end=' '); return s.v
class L:
    def __init__(s, v): s.v = v
    def __len__(s): print('len', end=' '); return s.v
    def __repr__(s): return f'L({s.v!r})'
class Both(B):
    def __len__(s): print('never'); return 0
class Raises:
    def __bool__(s): raise KeyError('no truth')
for x in (B(True), B(False), L(0), L(3), Both(True), Both(False), object(), type, int, len, print, lambda: 0, (i for i in ()), iter([]), ..., range(0), range(1), b'', b'0', bytearray(), memoryview(b''), '', ' ', 0.0, -0.0, float('nan'), 0j, 1j, set(), frozenset([0]), {}, {0: 0}, {}.keys(), {1: 1}.values(), slice(None), Exception(), super(B, B(1)), property(), zip(), map(len, [])): t(bool, x)
for x in (B(1), B(None), B('x'), L(-1), L('x'), L(1.5), L(1 << 100), L(True), Raises()): t(bool, x); t(lambda: not x); t(lambda: 'yes' if x else 'no'); t(lambda: x or 'other'); t(lambda: x and 'other')
def branches(x):
    out = []
    if x: out.append('if')
    else: out.append('else')
    while x: out.append('while'); break
    else: out.append('while else')
    out.append([i for i in [1] if x]); out.append([i for i in [1] if not x])
    assert x or True, 'never'
    if x and x: out.append('and')
    if x or x: out.append('or')
    if not x or not x: out.append('not')
    if not (x and not x): out.append('demorgan')
    out.append(any([x, 0]) is True); out.append(all([1, x]) is True); out.append(list(filter(None, [x])) == [x]); out.append(bool(x) + 1)
    return out
for x in (B(True), B(False), L(0), L(2), 5, '', None, [], [0]): print(branches(x))
t(branches, Raises()); t(branches, B(5))
class Meta(type):
    def __bool__(c): return False
class WithMeta(metaclass=Meta): pass
print(bool(WithMeta), bool(WithMeta()), not WithMeta, WithMeta or 'falsy class')
class Chain:
    def __init__(s, n): s.n = n
    def __lt__(s, o): print('lt', s.n, o.n, end=' '); return B(s.n < o.n)
print((Chain(1) < Chain(2) < Chain(3)).v); print((Chain(2) < Chain(1) < Chain(3)).v)
class Del:
    __bool__ = None
t(bool, Del())
class Inherit(int): pass
class Inherit2(int):
    def __bool__(s): return True
print(bool(Inherit(0)), bool(Inherit2(0)), bool(type('S', (str,), {})()), bool(type('S', (list,), {'__len__': lambda s: 1})()))
x = B(True); x.__bool__ = lambda: False; print(bool(x))
t(bool, NotImplemented); t(lambda: not NotImplemented); t(bool, 1, 2); t(bool, x=1); print(bool(), True + True, True == 1, isinstance(True, int), True is bool(1), ~0, bool.__mro__[1].__name__); t(lambda: type('Sub', (bool,), {}))
