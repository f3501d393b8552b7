"""Partial objects with attributes and state, the pickling of caches, and proxies under every operator."""
import _functools
import _weakref
import gc
import sys


def show(what, call):
    try: print(what, ascii(call()))
    except Exception as e: print(what, type(e).__name__, e)
P = _functools.partial
p = P(max, 1, 2, key=abs)
def setx(): p.x = 5; return p.x, p.__dict__
show('attrs', setx)
def delx(): del p.x; return p.__dict__
show('del', delx)
show('reduce', lambda: p.__reduce__()[1:])
def st():
    q = P(len); q.__setstate__((max, (3,), {'key': abs}, {'z': 1})); return q.func is max, q.args, q.keywords, q.z, q(1)
show('setstate', st)
show('setstate bad', lambda: p.__setstate__(1))
show('setstate bad2', lambda: p.__setstate__((1,2,3)))
show('setstate bad3', lambda: p.__setstate__((1,(),{},{})))
show('setstate none', lambda: [P(len).__setstate__((max,(),None,None))])
show('set func', lambda: setattr(p, 'func', 1))
show('set args', lambda: setattr(p, 'args', 1))
show('dict', lambda: setattr(p, '__dict__', 5))
show('del dict', lambda: delattr(p, '__dict__'))
show('none', lambda: P())
show('none2', lambda: P(1))
class Q(P): pass
def nest():
    q = Q(max, 1); r = P(q, 2); r2 = P(p, 3); q.y = 2; r3 = P(p, 4)
    return r.func is q, r2.args, r3.args, Q(p).func is p
show('nest', nest)
def nest2():
    p.marked = 1; r = P(p, 9); return r.func is p
show('nest dict', nest2)
show('doc', lambda: P.__doc__.splitlines()[0])
show('eq', lambda: (P(len) == P(len), hash(p) == hash(p)))
def recur():
    r = P(max); r.__setstate__((r, (), {}, {})); s = repr(r); r.__setstate__((max, (), {}, {})); return s
show('recur', recur)
class M:
    f = P(lambda *a: a, 1)
if sys.version_info < (3,13): show('method', lambda: M().f(2))
show('callkw', lambda: P(dict, a=1)(a=2, b=3))
show('kw', lambda: P(dict, **{'func': 1}).keywords)
K = _functools.cmp_to_key(lambda a, b: a - b)
show('cmp', lambda: (K(1) < K(2), K(1) == K(1), K(3).obj, sorted([3,1,2], key=K)))
show('cmp2', lambda: K(1) < 2)
show('cmp3', lambda: hash(K(1)))
show('cmp4', lambda: _functools.cmp_to_key())
show('cmp6', lambda: _functools.cmp_to_key(mycmp=lambda a,b:0)(obj=3).obj)
show('reduce', lambda: (_functools.reduce(lambda a,b:a+b, 'abc', 'x'), _functools.reduce(max, [5])))
show('reduce2', lambda: _functools.reduce(max, []))
show('reduce3', lambda: _functools.reduce(max, 5))
show('reduce4', lambda: _functools.reduce(max))
class N:
    def __add__(s, o): return ('add', o)
    def __radd__(s, o): return ('radd', o)
    def __iadd__(s, o): return 'iadd'
    def __and__(s, o): return ('and', o)
    def __rand__(s, o): return ('rand', o)
    def __sub__(s,o): return ('sub', o)
    def __mul__(s,o): return ('mul', o)
    def __rmul__(s,o): return ('rmul', o)
    def __matmul__(s,o): return ('matmul', o)
    def __truediv__(s,o): return 'td'
    def __floordiv__(s,o): return 'fd'
    def __mod__(s,o): return 'mod'
    def __pow__(s,o,m=None): return ('pow', o, m)
    def __lshift__(s,o): return 'ls'
    def __rshift__(s,o): return 'rs'
    def __or__(s,o): return 'or'
    def __xor__(s,o): return 'xor'
    def __divmod__(s,o): return 'dm'
    def __neg__(s): return 'neg'
    def __pos__(s): return 'pos'
    def __abs__(s): return 'abs'
    def __invert__(s): return 'inv'
    def __int__(s): return 7
    def __float__(s): return 1.5
    def __index__(s): return 9
    def __len__(s): return 3
    def __getitem__(s, k): return ('item', k)
    def __setitem__(s, k, v): print('set', k, v)
    def __delitem__(s, k): print('del', k)
    def __contains__(s, k): return k == 1
    def __iter__(s): return iter('xyz')
    def __next__(s): return 'next'
    def __bool__(s): return False
    def __str__(s): return 'str'
    def __bytes__(s): return b'bytes'
    def __eq__(s, o): return ('eq', o if type(o) is int else type(o).__name__)
    def __lt__(s, o): return 'lt'
    def __reversed__(s): return 'rev'
    def meth(s): return 'meth'
n = N()
x = _weakref.proxy(n)
for what, g in [('add', lambda: x + 1), ('radd', lambda: 1 + x), ('and', lambda: x & 1), ('rand', lambda: 1 & x), ('sub', lambda: x - 1), ('mul', lambda: x * 2), ('rmul', lambda: 2 * x), ('mm', lambda: x @ 1), ('td', lambda: x / 1), ('fd', lambda: x // 1), ('mod', lambda: x % 1), ('pow', lambda: x ** 2), ('pow3', lambda: pow(x, 2, 3)), ('ls', lambda: x << 1), ('rs', lambda: x >> 1), ('or', lambda: x | 1), ('xor', lambda: x ^ 1), ('dm', lambda: divmod(x, 1)), ('neg', lambda: -x), ('pos', lambda: +x), ('abs', lambda: abs(x)), ('inv', lambda: ~x), ('int', lambda: int(x)), ('float', lambda: float(x)), ('index', lambda: [5, 6, 7, 8, 9, 1, 2, 3, 4, 'ten'][x]), ('len', lambda: len(x)), ('item', lambda: x[5]), ('slice', lambda: x[1:2]), ('in', lambda: (1 in x, 2 in x)), ('iter', lambda: list(x)), ('next', lambda: next(x)), ('bool', lambda: bool(x)), ('str', lambda: str(x)), ('bytes', lambda: bytes(x)), ('eq', lambda: x == 1), ('eq2', lambda: x == x), ('lt', lambda: x < 1), ('gt', lambda: 1 > x), ('hash', lambda: hash(x)), ('meth', lambda: x.meth()), ('setattr', lambda: setattr(x, 'q', 5)), ('q', lambda: n.q), ('delattr', lambda: delattr(x, 'q')), ('q', lambda: n.q), ('class', lambda: (x.__class__ is N, type(x).__name__)), ('isinst', lambda: isinstance(x, N)), ('noattr', lambda: x.zz), ('repr', lambda: repr(x).split(' at ')[0])]:
    show('proxy ' + what, g)
if sys.version_info >= (3, 9):
    show('rev', lambda: reversed(x))


def items():
    x[1] = 2
    del x[1]


show('items', items)


def iadd():
    global x
    y = x
    y += 1
    return y
show('iadd', iadd)
def ior():
    y = x
    y |= 1
    return y
show('ior', ior)
fn = lambda *a: a
fp = _weakref.proxy(fn)
show('callable', lambda: (fp(1, 2), type(fp).__name__))
show('refs', lambda: (_weakref.getweakrefcount(fn), _weakref.getweakrefcount(5), _weakref.getweakrefs(fn)[0] is fp, _weakref.proxy(fn) is fp))
show('proxy int', lambda: _weakref.proxy(5))
show('ref int', lambda: _weakref.ref(5))
del n; gc.collect()
show('dead', lambda: x + 1)
show('dead', lambda: x.meth())
show('dead', lambda: bool(x))
show('dead', lambda: str(x))
show('dead', lambda: x == 1)
show('dead', lambda: len(x))
show('dead', lambda: 1 in x)
