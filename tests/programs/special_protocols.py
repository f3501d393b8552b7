def t(f, *a):
    try: print(f(*a))
    except BaseException as e: print(type(e).__name__, e)
class I:
    def __init__(s, v): s.v = v
    def __index__(s): return s.v
i = I(2); print([1, 2, 3][i], 'abc'[i], (1, 2, 3)[i:], range(10)[i], hex(i), bin(i), oct(i), 'a' * i, [0] * i, bytes(i), list(range(i)), round(1.256, i), int('11', i), chr(I(65)), 1 << 3 if i else 0, int(i), float(i), complex(i))
for bad in 'x', 1.5, None:
    t(lambda: [1][I(bad)]); t(hex, I(bad)); t(range, I(bad)); t(lambda: 'a' * I(bad))
t(lambda: [1][1.0]); t(lambda: [1]['a']); t(lambda: 'a'[None]); t(lambda: (1,)[1:'a']); t(lambda: [1][::0]); t(lambda: [1][1 << 70]); t(lambda: [1, 2][-(1 << 70):1 << 70])
class B:
    def __bool__(s): return 5
class L:
    def __init__(s, n): s.n = n
    def __len__(s): return s.n
t(bool, B()); t(lambda: 1 if B() else 2); t(lambda: not B())
for n in 0, 3, -1, 1.5, 'a', 1 << 70, True, I(4): t(len, L(n)); t(bool, L(n))
class Int:
    def __init__(s, v): s.v = v
    def __int__(s): return s.v
    def __float__(s): return s.v
    def __complex__(s): return s.v
for v in 1, 1.5, 'a', 2j: t(int, Int(v)); t(float, Int(v)); t(complex, Int(v))
class S:
    def __init__(s, v): s.v = v
    def __str__(s): return s.v
    def __repr__(s): return s.v
    def __bytes__(s): return s.v
    def __format__(s, f): return s.v or f
    def __hash__(s): return s.v
for v in 'text', 5, None: t(str, S(v)); t(repr, S(v)); t(bytes, S(v)); t(format, S(v), 'spec'); t('{:x}'.format, S(v)); t(lambda: '%s' % S(v)); t(lambda: f'{S(v)!r:>6}'); t(hash, S(v)); t(ascii, S(v))
class It:
    def __init__(s, v): s.v = v
    def __iter__(s): return s.v
t(iter, It(5)); t(iter, It(None)); t(list, It([])); t(iter, 5); t(next, 5); t(next, []); print(type(iter(int, 0)).__name__); t(iter, 5, 0)
class Rev:
    def __reversed__(s): return 'reversed'
t(reversed, Rev()); t(list, reversed(L(0))) if 0 else None; t(reversed, {1}); t(reversed, 5)
class LI:
    def __len__(s): return 3
    def __getitem__(s, k): return k
print(list(reversed(LI())))
class Item:
    def __getitem__(s, k): return k
    def __setitem__(s, k, v): print('set', k, v)
    def __delitem__(s, k): print('del', k)
x = Item(); print(x[1:2], x[1:2:3, ...], x[()], x[1, 2], x[:]); x[::2] = 1; del x[1:]; del x[1, 2]; x[0] += ()if 0 else 5
for f in (lambda: 5[0]) if 0 else (lambda: None[0]), (lambda: len[0]), (lambda: int[0][0]) if 0 else (lambda: object()[0]): t(f)
def setit(o): o[0] = 1
def delit(o): del o[0]
for o in 5, None, 'a', (1,), {1}, object(), b'a', range(3), len: t(setit, o); t(delit, o)
class M(dict):
    def __missing__(s, k): return 'missing', k
m = M(a=1); print(m['a'], m['b'], m.get('b'), 'b' in m, dict(m)); t(lambda: dict(m)['b'])
class C:
    def __call__(s, *a, **k): return a, k
print(C()(1, b=2), callable(C()), callable(5)); t(lambda: object()())
class Inst(type):
    def __instancecheck__(c, o): return 'yes' if o else 0
    def __subclasscheck__(c, o): return o is int
class V(metaclass=Inst): pass
print(isinstance(1, V), isinstance(0, V), issubclass(int, V), issubclass(str, V), isinstance(V(), V)); t(isinstance, 1, 5); t(issubclass, 5, int); t(issubclass, int, 5); t(isinstance, 1, (int, 5)); t(isinstance, 'a', (int, 5)); print(isinstance(1, ((str, (int,)),)), isinstance(1, ()))
