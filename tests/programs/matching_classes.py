# since 3.10
def t(f, *a):
    try: print(f(*a))
    except BaseException as e: print(type(e).__name__, e)
class P:
    __match_args__ = ('x', 'y')
    def __init__(self, x, y): self.x, self.y = x, y
class Q(P): __match_args__ = ('y',)
class NoArgs: x = 1
class Bad: __match_args__ = ['x']
class Bad2: __match_args__ = (1,)
class Dup: __match_args__ = ('x', 'x'); x = 1
def m(v):
    match v:
        case P(0, 0): return 'origin'
        case Q(5): return 'Q5'
        case P(x=0, y=y): return 'x0', y
        case P(a, P(b, c)): return 'nested', a, b, c
        case P(x, y) if x == y: return 'diagonal', x
        case P(): return 'P'
        case int(n) | float(n) if n > 100: return 'big', n
        case bool(b): return 'bool', b
        case int(): return 'int'
        case str(s) if s: return 'str', s
        case bytes() | bytearray(): return 'bytes'
        case list([a, *_]): return 'list', a
        case tuple((1, *rest)): return 'tuple', rest
        case dict(): return 'dict'
        case None: return 'none'
        case _: return 'other'
for v in P(0, 0), Q(1, 5), P(0, 1), P(1, P(2, 3)), P(4, 4), P(1, 2), 500, 1e6, 1.0, True, 7, 'hi', '', b'', [9, 8], [], (1, 2, 3), (2,), {}, None, object, {1}: t(m, v)
def too_many(v):
    match v:
        case P(1, 2, 3): return 'no'
def no_args(v):
    match v:
        case NoArgs(1): return 'no'
def bad(v):
    match v:
        case Bad(1): return 'no'
def bad2(v):
    match v:
        case Bad2(1): return 'no'
def dup(v):
    match v:
        case Dup(1, 1): return 'dup'
def dup2(v):
    match v:
        case Dup(1, x=1): return 'dup'
def not_class(v):
    match v:
        case len(): return 'no'
def ints(v):
    match v:
        case int(1, 2): return 'no'
def missing(v):
    match v:
        case NoArgs(zzz=1): return 'no'
        case NoArgs(x=1): return 'found'
t(too_many, P(1, 2)); t(no_args, NoArgs()); t(bad, Bad()); t(bad2, Bad2()); t(dup, Dup()); t(dup2, Dup()); t(not_class, 1); t(ints, 1); t(missing, NoArgs()); t(too_many, 5)
class Meta(type):
    def __instancecheck__(cls, o): print('check', o); return o == 'yes'
class Virtual(metaclass=Meta): pass
def virtual(v):
    match v:
        case Virtual(): return 'virtual'
        case _: return 'no'
print(virtual('yes'), virtual('no'))
class Raises:
    @property
    def x(self): raise ValueError('prop')
    @property
    def y(self): raise AttributeError('gone')
def raises(v):
    match v:
        case Raises(y=1): return 'y'
        case Raises(x=1): return 'x'
t(raises, Raises())
class Const: RED = 1; class_ = 'c'
def const(v):
    match v:
        case Const.RED: return 'red'
        case -1 | 1.5 | 2 + 3j | -4j: return 'number', v
        case True | False: return 'never 1'
        case 'a' 'b': return 'ab'
        case Const.class_: return 'c'
        case [Const.RED, x] | (x, Const.RED): return 'pair', x
        case x: return 'captured', x
for v in 1, -1, 1.5, 2 + 3j, -4j, False, 'ab', 'c', [1, 9], (9, 1), [2, 2]: t(const, v)
