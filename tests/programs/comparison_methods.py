def t(f, *a):
    try: print(f(*a))
    except BaseException as e: print(type(e).__name__, e)
import _operator as o
names = 'lt le eq ne gt ge'.split()
def make(name, bases=(), value=None):
    ns = {'__%s__' % n: (lambda s, x, n=n: print(name, n) or value) for n in names}
    ns['__hash__'] = None
    return type(name, bases, ns)
A = make('A', (), NotImplemented); B = make('B', (), True); C = make('C', (B,), False); D = make('D', (A,), NotImplemented); E = make('E', (), [])
for n in names:
    f = getattr(o, n)
    for x, y in [(A(), A()), (A(), B()), (B(), A()), (B(), C()), (C(), B()), (A(), D()), (1, A()), (A(), 1), (E(), 1), (1, E()), (object(), A())]: t(f, x, y)
def chain(a, b, c):
    def v(x): print('eval', x); return x
    return v(a) < v(b) <= v(c)
print(chain(1, 2, 2), chain(2, 1, 3), 1 < 2 > 1 != 3 in [3] is not None, 1 < 3 > 5 < 1 / 1)
e = E(); print(e < 1 < 2, 1 == 1 == e)
class T:
    def __bool__(s): raise ValueError('truth')
class L:
    def __lt__(s, x): return T()
t(lambda: L() < 1 < 2); print(type(L() < 1).__name__)
class Eq:
    def __init__(s, v): s.v = v
    def __eq__(s, x): return isinstance(x, Eq) and s.v == x.v
print(Eq(1) == Eq(1), Eq(1) != Eq(1), Eq(1) != Eq(2), [Eq(1)] == [Eq(1)], (Eq(1), 2) < (Eq(1), 3)); t(hash, Eq(1)); t(lambda: {Eq(1)}); t(lambda: Eq(1) < Eq(2))
class H(Eq):
    def __hash__(s): return hash(s.v)
print({H(1): 'a'}[H(1)], H(1) in {H(1), H(2)}, len({H(1), H(1), H(3)}))
class BadHash:
    def __hash__(s): return 'x'
class BigHash:
    def __hash__(s): return 1 << 20
class NegHash:
    def __hash__(s): return -1
t(hash, BadHash()); t(hash, BigHash()); t(hash, NegHash()); t(lambda: {[]}); t(lambda: {{}: 1}); t(lambda: {}[[]]); t(lambda: {1: 2}.get({})); t(hash, (1, [])); t(lambda: [] in {1})
nan = float('nan'); print(nan == nan, nan in [nan], [nan] == [nan], (nan,) == (nan,), {nan: 1} == {nan: 1}, nan != nan, [nan].index(nan), [nan].count(nan))
for x, y in [(1, 'a'), ('a', b'a'), (None, None), ([], ()), ({}, {}), ({1}, [1]), (1j, 2j), (1, 1j), (object, int), (len, len), (range(2), range(3)), (slice(1), slice(2))]:
    for n in 'lt', 'ge', 'eq': t(getattr(o, n), x, y)
print(1 == 1.0 == True, 2 ** 53 == 2.0 ** 53, 2 ** 53 + 1 == 2.0 ** 53, 10 ** 400 > 1e308, -10 ** 400 < float('-inf'), 1 < nan, 1 << 64 < float('inf'), 0.1 + 0.2 == 0.3, 0 == -0.0, (1, 2) < (1, 2, 0), [1, 'a'] < [2, 3], 'a' < 'aa' < 'b', {1} < {1, 2} <= {1, 2}, {1: 2, 3: 4} == {3: 4, 1: 2})
class Contains:
    def __contains__(s, x): return 'truthy' if x else ''
class Iter:
    def __iter__(s): return iter([1, 2])
class Old:
    def __getitem__(s, i):
        if i > 3: raise IndexError
        print('at', i); return i * i
class NoContains(list): __contains__ = None
print(1 in Contains(), 0 in Contains(), 0 not in Contains(), 2 in Iter(), 3 in Iter(), 4 in Old(), 5 not in Old(), list(Old())); t(lambda: 1 in NoContains()); t(lambda: 1 in 5); t(lambda: 1 in 'a'); t(lambda: 'a' in b'a'); t(lambda: 300 in b'a')
