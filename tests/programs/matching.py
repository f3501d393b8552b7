# since 3.10
class P:
    __match_args__ = ('x', 'y')
    def __init__(self, x, y): self.x = x; self.y = y
def m(v):
    match v:
        case 0 | 1: return 'small'
        case int(n) if n > 100: return f'big {n}'
        case int() | float(): return 'num'
        case 'a' | 'b' as s: return f's {s}'
        case str(): return 'str'
        case []: return 'empty'
        case [x]: return f'one {x}'
        case [x, *rest, 9]: return f'ends9 {x} {rest}'
        case (1, (2, y)): return f'nested {y}'
        case [1, *_]: return 'starts1'
        case {'k': val, **rest}: return f'map {val} {rest}'
        case {}: return 'dict'
        case P(0, y): return f'P0 {y}'
        case P(x=1, y=z): return f'P1 {z}'
        case P(): return 'P'
        case None: return 'none'
        case True: return 'true'
        case _: return 'other'
for v in (0, 1, 5, 500, 2.5, 'a', 'zz', [], [5], [1, 2, 9], (1, (2, 3)), [1, 2], {'k': 1, 'z': 2}, {'q': 1}, P(0, 5), P(1, 6), P(2, 2), None, object, b'x', {1, 2}, range(0), range(3)):
    print(m(v))
class Color:
    RED = 1
    BLUE = 2
def c(v):
    match v:
        case Color.RED: return 'r'
        case Color.BLUE: return 'b'
        case -1 | 1.5 | 2 + 3j: return 'lit'
        case (a, b) | [a, b, _]: return (a, b)
        case {'a': {'b': [q, *_]}}: return q
        case str(x) | bytes(x): return x
    return 'fell'
for v in (1, 2, -1, 1.5, 2 + 3j, (1, 2), [3, 4, 5], {'a': {'b': [7, 8]}}, 'st', b'by', [1]): print(c(v))
class Q:
    __match_args__ = 5
for bad in (lambda: m2(Q()), lambda: m3(P(1, 2))):
    def m2(v):
        match v:
            case Q(1): pass
    def m3(v):
        match v:
            case P(1, 2, 3): pass
    try: bad()
    except TypeError as e: print(e)
