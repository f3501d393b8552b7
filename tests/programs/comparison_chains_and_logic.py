def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
n = 0
def v(x): global n; n += 1; return x
def count(r): global n; c, n = n, 0; return r, c
print(count(v(1) < v(2) < v(3)), count(v(3) < v(2) < v(1)), count(v(1) < v(2) > v(1) == v(1) != v(5)), count(v(1) == v(1) is True), count(v(1) in [v(1)] == [v(1)]), count(not v(1) < v(2)), count(v(0) or v(0) or v(7)), count(v(1) and v(2) and v(0) and v(9)), count(v(1) or v(2) and v(3)), count((v(0) or v(2)) and v(3)), count(v(1) if v(0) else v(2)), count(not (v(0) or v(1))), count(v([]) or v(()) or v({}) or 'end'))
class R:
    def __init__(s, n, r=True): s.n, s.r = n, r
    def __lt__(s, o): print('lt', end=' '); return s.r
    def __gt__(s, o): print('gt', end=' '); return s.r
    def __le__(s, o): print('le', end=' '); return s.r
    def __ge__(s, o): print('ge', end=' '); return s.r
    def __eq__(s, o): print('eq', end=' '); return s.r
    def __ne__(s, o): print('ne', end=' '); return s.r
    def __contains__(s, o): print('in', end=' '); return s.r
    def __hash__(s): return 1
    def __repr__(s): return s.n
a, b, z = R('a'), R('b'), R('z', '')
print(a < b < 5, a > b, a <= b >= a, a == b != a, a in b, a not in b, 5 < a, 5 > a, 5 <= a, 5 >= a, 5 == a, 5 != a); print(z < a < b, z == a, not z < a, z in z, [z] == [z], [z] == [a], (a, 1) < (b, 2), [a, b].index(b), [z].count(a), {a: 1} == {b: 1}, a is a, a is not b)
if a < b < a: print('taken')
if z < b < a: print('not taken')
else: print('else')
while z < a: print('never')
print([x for x in (1, 5, 9) if 2 < x < 8], all(i < j < 10 for i, j in [(1, 2), (3, 4)]), (lambda x: 0 <= x < 10)(5), (lambda x: 0 <= x < 10)(50)); assert 1 < 2 < 3, 'never'
try: assert 1 < 2 > 3, 'failed chain'
except AssertionError as e: print(e)
t(lambda: 1 < 'a'); t(lambda: [] < ()); t(lambda: None < None); t(lambda: 1j < 2); t(lambda: {} < {}); t(lambda: object() <= object()) if False else None; t(lambda: len < len); t(lambda: 1 in 1); t(lambda: 1 in 'a'); t(lambda: 'a' in b'a'); t(lambda: 'a' in 5); t(lambda: [] in 'abc'); t(lambda: 300 in b'a'); t(lambda: [] in {1}); t(lambda: 1 < 2 < 'a'); t(lambda: 2 < 1 < 'a')
print(1 == 1.0 == True == (1+0j), 0 == False == 0.0 == -0.0, '' == b'', () == [], (1,) == (1.0,), {1: 2} == {1.0: 2.0}, {1, 2} == frozenset([2, 1]), range(3) == range(0, 3, 1), None == 0, [1, [2]] == [1, [2.0]], 'a' < 'b' < 'ba', [1, 2] < [1, 3] < [2], (1,) < (1, 0), b'a' < b'b', {1} < {1, 2}, {1} <= {2}, 2 ** 53 == float(2 ** 53), 2 ** 53 + 1 == float(2 ** 53), 10 ** 400 > 1e308, float('inf') > 10 ** 400, float('nan') != float('nan'), -1 < True)
x = None; print(x is None, x is not None, x == None, x or 'd', x and x.y, not x, x if x is not None else 'none'); y = x is None or x.attr; print(y); s = 'abc'; print(s and s[0], '' and ''[0], [] or {} or 0 or None, 1 and 2 and 3, 0 and 1 / 0, 1 or 1 / 0)
def jumps(p, q, r):
    out = []
    if p and q or r: out.append('A')
    if p or q and r: out.append('B')
    if not (p and q) or not r: out.append('C')
    if (p or q) and (q or r) and not (p and q and r): out.append('D')
    if p if q else r: out.append('E')
    if (p is None) is not (q is None): out.append('F')
    if p is None or q is not None and r is None: out.append('G')
    out.append(p and q or r); out.append((p or q) and r); out.append(not p or q)
    while p and not q: p = r; out.append('loop'); break
    return out
for p in (0, 1, None):
    for q in (0, 1, None):
        for r in (0, 1, None): print(p, q, r, jumps(p, q, r))
def find(xs, p): return next((x for x in xs if p(x)), None)
print(find([1, 2, 3], lambda x: 1 < x < 3), find([], bool), [i for i in range(20) if i % 2 == 0 if i % 3 == 0 or i == 4], [(i, j) for i in range(3) if i for j in range(i) if j < i != 2]); i = 5; print(1 < i <= 5 and i != 4, 1 < (i := 2) < 3, i, not 1 < 0 < 1 / 1, (1 < 2) < 2, 1 < (2 < 2), (1 in [1]) in [True], 1 in [1] in [[1]])
