for i in range(5):
    if i == 3: break
else: print('no')
for i in range(3): pass
else: print('else', i)
n = 0
while n < 10:
    n += 1
    if n % 2: continue
    if n > 6: break
else: print('never')
print(n)
while False: pass
else: print('w else')
x = 5
print('big' if x > 3 else 'small', x and 0, x or 1, not x, None or [] or 'last', 1 and 2 and 3, 0 or None)
print(1 < x < 10, 1 < x > 3, x == 5 != 6, x is x, x is not None, x in (1, 5), x not in [5])
a = b = c = 1; a, b = b, a + 1; print(a, b, c)
def sw(v):
    if v == 1: return 'one'
    elif v == 2: return 'two'
    elif v in (3, 4): return 'few'
    else: return 'many'
print([sw(i) for i in range(6)])
i = 0
while True:
    i += 1
    for j in range(10):
        if j == i: break
    else:
        break
print(i)
if (y := 10) > 5: print(y)
print([z for q in range(5) if (z := q * 2) > 3], z)
total = 0
for i in range(100):
    for j in range(100):
        if (i * j) % 7 == 0: total += 1
print(total)
d = {'a': 1}
d['a'] += 5; d.setdefault('b', []).append(1); print(d)
l = [1, 2, 3]; l[0] += 10; l[-1] *= 2; print(l)
class O: pass
o = O(); o.v = 1; o.v += 1; o.w = o.v = 7; print(o.v, o.w)
s = 0
for k, (m, *rest) in {'x': (1, 2, 3), 'y': (4,)}.items(): s += m + len(rest); print(k, m, rest)
print(s); del l[0], d['a']; print(l, d)
exec_ = lambda: None
print(exec_() is None, (lambda: (yield))) if False else print('ok')
print(*[1, 2], *(3,), sep=','); print(); print('a', 'b', sep='', end='\n'); print(None, True, ...)
big = 1
for i in range(1, 30): big *= i
print(big); r = 0
for i in range(10, 0, -2): r = r * 10 + i
print(r, [i for i in range(20) if i % 3 == 0 if i % 2 == 0])
x = [1, 2, 3, 4]; x[1:3], y = [9], 8; print(x, y); (a, b), [c, d] = (1, 2), [3, 4]; print(a, b, c, d)
for i in [1, 2, 3]:
    try:
        if i == 2: continue
    finally: print('f', i)
def loop():
    for i in range(3):
        for j in range(3):
            if j == 1: return i, j
print(loop()); print(0x10 if 0 else 0o10, 1_000, 1e3, .5, 5., 1j); pass
global_var = 1
def mod():
    global global_var, new_var
    global_var, new_var = 2, 3
mod(); print(global_var, new_var)
print([[1, 2][i] for i in (0, 1)], {k: v for k, v in zip('ab', (1, 2))}, {c for c in 'aab'} == {'a', 'b'}, [lambda: 0][0]())
