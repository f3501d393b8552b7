# since 3.10
def t(f, *a):
    try: print(f(*a))
    except BaseException as e: print(type(e).__name__, e)
def seq(v):
    match v:
        case []: return 'empty'
        case [x]: return 'one', x
        case [1, *mid, 9]: return 'mid', mid
        case [_, [a, *b], *_]: return 'inner', a, b
        case (a, b) as whole: return 'two', a, b, whole
        case [*_, 'last']: return 'last'
        case [a, *_] if isinstance(a, str): return 'str first'
        case [*all_]: return 'all', len(all_)
        case _: return 'not a sequence'
for v in [], (), [5], 'abc', b'ab', bytearray(b'x'), range(3), [1, 2, 3, 9], [1, 9], [0, 'xy'], [0, [1, 2, 3], 4], (3, 4), [2, 3, 'last'], ['a', 1, 2], [1, 2, 3], {1, 2}, {1: 2}, iter([1]), memoryview(b'abc'), 5, None: t(seq, v)
def mp(v):
    match v:
        case {'type': 'a', 'value': int(x)}: return 'a', x
        case {'type': t, **rest} if rest: return t, sorted(rest.items())
        case {1: _, 2.0: y}: return 'numbers', y
        case {'n': {'m': [x, *_]}}: return 'nested', x
        case {None: n}: return 'none', n
        case {'k': ('x' | 'y') as k}: return 'k', k
        case {}: return 'mapping', len(v)
        case _: return 'no'
for v in {'type': 'a', 'value': 3}, {'type': 'a', 'value': 'b'}, {'type': 'z'}, {1: 0, 2: 5}, {'n': {'m': [7]}}, {'n': {'m': []}}, {None: 1}, {'k': 'y'}, {'k': 'z'}, {}, [], 'a': t(mp, v)
class Missing(dict):
    def __missing__(self, k): raise AssertionError('never')
    def get(self, k, d=None): print('get', k); return super().get(k, d)
t(mp, Missing(k='x'))
class Len:
    def __len__(self): print('len'); return 2
    def __getitem__(self, i): print('item', i); return i * 10
t(seq, Len())
class MySeq(list):
    def __len__(self): print('len'); return super().__len__()
    def __getitem__(self, i): print('item', i); return super().__getitem__(i)
t(seq, MySeq([1, 2, 9])); t(seq, MySeq([5, 6]))
def dup(v, key):
    match v:
        case {'a': 1, 'b': 2}: return 'both'
        case {'a': x, **kw}: return x, kw
    return 'none'
d = {'a': 1, 'b': 3}; print(dup(d, 1), d)
class K: A = 'k'; B = 'k'
def same(v):
    match v:
        case {K.A: x, K.B: y}: return x, y
t(same, {'k': 1, 'b': 2}); t(same, {})
def unhash(v):
    class U: A = []
    match v:
        case {U.A: 1}: return 1
t(unhash, {'a': 1}); t(unhash, {})
def bind(v):
    match v:
        case [x, 1] | [1, x]: pass
        case [x, y, z]: pass
        case _: x = 'none'
    return x
print(bind([5, 1]), bind([1, 6]), bind([7, 8, 9]), bind(0))
def leak(v):
    match v:
        case [a, b, 3]: pass
        case _: pass
    try: return a, b
    except NameError as e: return str(e)
print(leak([1, 2, 3]), leak([1, 2, 4]))
def loop(vs):
    out = []
    for v in vs:
        match v:
            case 0: continue
            case 'stop': break
            case [*xs]:
                for x in xs:
                    match x:
                        case None: break
                        case n: out.append(n)
            case _: out.append(v)
    return out
print(loop([0, 1, [1, None, 2], 'x', 'stop', 5]))
match 1, 2:
    case 1, x: print(x)
match (y := [1]):
    case [z]: print(y, z)
