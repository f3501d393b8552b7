def t(f, *a):
    try: print(f(*a))
    except BaseException as e: print(type(e).__name__, e)
print((x := 5), x, [y := 1, y ** 2], (z := 1, 2), z)
def f(data): return [last := v for v in data if (n := v * 2) > 2], last, n
print(f([1, 2, 3]))
while (k := len('abc') - x) < 0 and x > 3: x -= 1; print(k, x)
if (m := {'a': 1}.get('b')) is None: print('none', m)
print(any((hit := v) > 2 for v in [1, 2, 3, 4]), hit)
def g():
    def h(): nonlocal q; return (q := q + 1)
    q = 1; h(); return q, [(q := i) for i in range(3)], q
print(g())
print([[(w := i * j) for i in range(2)] for j in range(3)], w)
class C: vals = [1, 2]; top = (inner := max(vals))
print(C.top, C.inner)
def glob():
    global gl
    return [(gl := i) for i in 'ab']
print(glob(), gl)
name, num, width = 'x', 3.14159, 10
print(f'{name}', f'{name!r}', f'{name!s:>5}|', f'{num:.2f}', f'{num:{width}.{2}f}|', f'{num:>{width}}|', f'{{}}', f'{{{name}}}', f'{name}{num}', f'' f'a' 'b' f'{1}', f'{"nested"}', f'{1 + 1 = }', f'{name=}', f'{name = !s}', f'{num=:.1f}', f'{ name = }')
print(f'{[i for i in range(3)]}', f'{(lambda: 5)()}', f'{ {"a": 1}["a"] }', f'{(v := 7)}', v, f'{1 if name else 2}', f'{"a" "b"!r}', f'''{
name}''', f'{num!r:^{width}}|', rf'\{name}\n', f'\x41{name}\N{BULLET}', f'{"é"!a}', f'{True:d}', f'{255:#x} {255:_b} {-5:+d} {1e10:,}')
class Fmt:
    def __format__(s, spec): return 'F[' + spec + ']'
    def __repr__(s): return 'R'
    def __str__(s): return 'S'
o = Fmt(); print(f'{o}', f'{o:abc}', f'{o!r:>4}', f'{o!s}', f'{o:{name}{1}}', f'{o:%Y-%m}', f'{o=}', f'{o=:x}', '%s %r' % (o, o), format(o), format(o, 'q'), '{:z}{!r}'.format(o, o), '{0.real:{1}}|{0}'.format(3, 5))
class Bad:
    def __format__(s, spec): return 5
    def __repr__(s): raise ValueError('repr')
t(lambda: f'{Bad()}'); t(lambda: f'{Bad()!r}'); t(lambda: f'{Bad()!s}'); t(lambda: f'{undefined}'); t(lambda: f'{1:z5}' if 0 else f'{1:q}'); t(lambda: f'{"a":d}'); t(lambda: f'{None:5}'); t(lambda: f'{[]:5}'); t(lambda: f'{1.5:d}'); t(lambda: f'{1:.5d}'); t(lambda: f'{"a":=5}'); t(lambda: f'{1:,s}'); t(lambda: f'{object:5}')
def many(a, b, c): return f'{a}{b!r}{c:>5}{a}{b}{c}' + f'{a}' * 2
print(many(1, 'b', 2.5))
def lots(): return f'{0}{1}{2}{3}{4}{5}{6}{7}{8}{9}{10}{11}{12}{13}{14}{15}{16}{17}{18}{19}{20}'
print(lots())
def late(): return [f'{i}{(lambda: i)()}' for i in range(3)], {f'{k}': f'{k:03}' for k in range(2)}
print(late(), f'{late.__name__!r:*^10}', f'{len("abc"):>{len("abcde")}}')
