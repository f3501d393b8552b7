from _functools import reduce, partial, cmp_to_key
print(reduce(lambda a, b: a + b, [1, 2, 3]), reduce(max, [3, 1], 9), reduce(lambda a, b: a * b, [], 7), sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)), sorted('bca', key=cmp_to_key(lambda a, b: (a > b) - (a < b))))
p = partial(int, base=2); print(p('101'), p.func, p.args, p.keywords, partial(max, 1)(2, 0), partial(partial(max, 1), 5).args, partial(print, 'a', sep='-')('b'))
def f(a, b=2, *c, **k): return a, b, c, k
print(partial(f, 1)(3, z=4), partial(f, b=5)(1), partial(f, 1, 2, 3)(4), repr(partial(max, 1, key=None)))
for bad in (lambda: reduce(max, []), lambda: partial(), lambda: partial(5), lambda: reduce(1, [1, 2]), lambda: cmp_to_key(5)(1) < cmp_to_key(5)(2)):
    try: print(bad())
    except Exception as e: print(type(e).__name__, e)
class P(partial): pass
q = P(max, 3); q.attr = 1; print(q(1), q.attr)
K = cmp_to_key(lambda a, b: a - b); print(K(1) < K(2), K(2) == K(2), K(3) >= K(4), K(5).obj)
