def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
def both(f): t(f)
class O: pass
def simple():
    a = b = c = []; a.append(1); return a is b is c, b
def unpack():
    a, b = 1, 2; (c, d), e = (3, 4), 5; [f, *g] = 'xyz'; *h, i = range(4); j, *k, l = [1, 2]; *m, = (); n, (o, (p, *q)) = 1, (2, [3, 4, 5]); return a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q
def swap(): a, b, c = 1, 2, 3; a, b = b, a; a, b, c = c, a, b; return a, b, c
def subs(): d, l, o = {}, [0, 0, 0], O(); d['x'], l[1], o.attr = 1, 2, 3; l[0], l[-1] = l[1], d['x']; d['y'] = d['z'] = o.other = l[::2] = [7, 8]; return d, l, vars(o)
def slices(): l = list(range(10)); l[2:5] = 'ab'; l[:1] = []; l[-1:] = [9, 9]; l[::3] = '....'[:len(l[::3])]; l[5:5] = [0]; del l[1:3], l[-1]; return l
def aug():
    x = 5; x += 1; x -= 2; x *= 3; x /= 4; x //= 1; x **= 3; x %= 7; x = int(x); x <<= 4; x >>= 1; x |= 3; x &= 14; x ^= 5; l = [1]; k = l; l += [2]; l *= 2; s = 'a'; s += 'b'; s *= 2; t = (1,); t += (2,); d = {1}; d |= {2}; d -= {1}; d ^= {5}; d &= {5, 2}; return x, l, k is l, s, t, d
def aug_targets():
    o, l, d = O(), [1, 2, 3], {'k': 1}; o.x = 1; o.x += 1; l[0] += 10; l[-1] *= 2; d['k'] -= 5; l[1:] += [4]; d.setdefault('n', []).append(1); d['n'] += [2]; return o.x, l, d
def walrus():
    if (n := len('abc')) > 2: r = n
    l = [y := 5, y ** 2, (z := y + 1)]; return r, l, y, z, [w for v in range(3) if (w := v * 2)], (lambda: (q := 1) + q)()
def annotated(): x: int = 5; y: str; o = O(); o.a: int = 1; (p): int = 2; l = [0]; l[0]: int = 3; return x, o.a, p, l
def for_targets():
    out, d, o, l = [], {}, O(), [0]
    for d['k'] in 'ab': out.append(d.copy())
    for o.x, l[0] in [(1, 2), (3, 4)]: out.append((o.x, l[:]))
    for a, *b in ['xyz', 'w']: out.append((a, b))
    for i, (j, k) in enumerate([(1, 2)]): out.append((i, j, k))
    for [x, y] in ([1, 2],): out.append(x + y)
    return out, i, a
def with_targets():
    class C:
        def __init__(s, v): s.v = v
        def __enter__(s): return s.v
        def __exit__(s, *a): pass
    d, o = {}, O()
    with C((1, (2, 3))) as (a, (b, c)), C(4) as d['k'], C(5) as o.x: return a, b, c, d, o.x
def deletes():
    a, b, c = 1, 2, 3; del a; del (b), c; d = {1: 1, 2: 2}; del d[1]; o = O(); o.x = 1; del o.x; l = [1, 2, 3, 4]; del l[0], l[-1:]; return d, vars(o), l, sorted(locals())
def bad1(): a, b = 1
def bad2(): a, b = 1, 2, 3
def bad3(): a, *b, c = [1]
def bad4(): a, b = {1, 2, 3}
def bad5(): [a, b] = iter([1])
def bad6(): (a, b), c = 1, 2
def bad7(): x, y = (i for i in range(5))
def bad9(): (1).x = 5
def bad10(): (1, 2)[0] = 3
def bad11(): x += 1
def bad12(): {}['a'] += 1
def bad13(): 'abc'[0] = 'x'
def bad14(): O().missing += 1
def bad15(): l = [1]; l[5] = 0
def bad16(): l = [1]; l[::2] = [1, 2, 3]
def bad17(): l = [1]; l[0:1] = 5
def bad18(): del undefined
def bad19(): x = 1; del x; del x
def bad20(): None.x = 1
def bad21(): a, b = None
def bad22(): t = ([],); t[0] += [1]
for f in (simple, unpack, swap, subs, slices, aug, aug_targets, walrus, annotated, for_targets, with_targets, deletes, bad1, bad2, bad3, bad4, bad5, bad6, bad7, bad9, bad10, bad11, bad12, bad13, bad14, bad15, bad16, bad17, bad18, bad19, bad20, bad21, bad22): t(f)
tup = ([],)
try: tup[0] += [1]
except TypeError as e: print(e, tup)
x = [1, 2, 3]; i = 0; i, x[i] = 2, 'two'; print(i, x); x[i], i = 'last', 0; print(i, x)
a = [1, 2]; a[0], a[1], *a[2:] = 'wxyz'; print(a)
first, second = (lambda: 1), lambda: 2; print(first(), second()); (x), ((y)) = 1, 2; print(x, y)
class N:
    def __iadd__(self, o): return 'replaced'
    def __imatmul__(self, o): return NotImplemented
    def __matmul__(self, o): return 'matmul'
n = N(); m = n; n += 1; m @= 1; print(n, m)
def outer():
    v = 0
    def f(): nonlocal v; v += 1; v, w = v * 2, v; return v, w
    return f(), v
print(outer())
def g(): global newly; newly = 1; newly += 1; del newly
g(); t(lambda: newly)
