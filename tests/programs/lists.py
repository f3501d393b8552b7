a = [3, 1, 2]
a.append(4); a.extend([5, 6]); a.insert(0, 0); print(a, a.pop(), a.pop(0), a.index(2), a.count(1)); a.remove(3); print(a); a.reverse(); print(a); a.sort(); print(a)
a.sort(key=lambda x: -x); print(a); a.sort(reverse=True); print(a); b = a.copy(); b.clear(); print(a, b, sorted(a, key=str))
print([1, 2] + [3], [1] * 3, [1, 2] == [1, 2], [1, 2] < [1, 3], [1] < [1, 0], 2 in [1, 2], [1, [2, [3]]], [] or 'empty')
a = list(range(10)); print(a[2:5], a[::-1], a[::2], a[-3:], a[:-3], a[5:2], a[8:100])
a[2:5] = ['x']; print(a); a[::2] = [0] * len(a[::2]); print(a); del a[1]; print(a); del a[::2]; print(a); a[1:1] = [7, 8]; print(a)
a += (1, 2); print(a); a *= 2; print(a); x, *y, z = a; print(x, y, z); (p, q), r = (1, 2), 3; print(p, q, r)
print([i * i for i in range(5) if i % 2], [(i, j) for i in range(3) for j in range(i)], [[j for j in range(i)] for i in range(3)])
t = (1, 2, 3); print(t + (4,), t * 2, t[1], t[::-1], t.index(2), t.count(1), len(t), tuple([1]), (), (1,), hash(t) == hash((1, 2, 3)), t < (1, 2, 4), 2 in t)
print(list('abc'), list({1: 2}), list(range(3)), list((1, 2)), list(map(str, [1, 2])), list(zip([1, 2], 'ab')), list(enumerate('ab', 1)), list(filter(None, [0, 1, 2])), list(reversed([1, 2, 3])))
print(any([0, 1]), all([1, 0]), any([]), all([]), sum([1, 2, 3]), sum([[1], [2]], []), min(3, 1, 2), max([1, 5, 2], key=lambda v: -v), min([], default=9), sorted('bca', reverse=True))
l = [1]; l.append(l); print(l); t = ([],); t[0].append(t); print(t)
print(repr([1.0, 'a', None, True, b'x', 1j, ..., print is print]), [range(3), slice(1, 2)], [*range(3), *'ab'])
class K:
    def __init__(self, v): self.v = v
    def __lt__(self, o): return self.v < o.v
    def __repr__(self): return f'K{self.v}'
print(sorted([K(3), K(1), K(2)]), min([K(3), K(1)]), sorted([(1, 'b'), (1, 'a'), (0, 'z')]))
import_free = [x for x in range(100)]
print(sorted(import_free, key=lambda v: (v * 37) % 101)[:10], sorted([5, 3, 8, 1] * 30)[::20])
for bad in [lambda: [1, 2].__setitem__(5, 1), lambda: [1, 2]['a'], lambda: [].index(1), lambda: (1, 2)[5], lambda: [1, 2, 3].__delitem__(7), lambda: [1].sort(1), lambda: list(5), lambda: [3, 'a'].sort(), lambda: [1, 2].insert(1), lambda: [].extend(5), lambda: [].append(), lambda: [].append(1, 2), lambda: [1].pop(3), lambda: [].pop('a'), lambda: [1] * 'a', lambda: list(1, 2)]:
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
def f():
    a, b = [1, 2, 3]
def g():
    a, b, c = (1, 2)
def h():
    a, *b, c = [1]
def i():
    a, b = 5
for fn in (f, g, h, i):
    try: fn()
    except Exception as e: print(type(e).__name__, e)
m = [[0] * 3 for _ in range(2)]; m[0][1] = 5; print(m)
it = iter([1, 2, 3]); print(next(it), list(it), next(it, 'done'), it.__length_hint__())
r = range(10, 0, -3); print(list(r), len(r), r[1], r[-1], r[1:], 7 in r, 8 in r, r.index(4), r == range(10, -2, -3), r.start, r.stop, r.step, hash(r) == hash(range(10, -2, -3)), range(5).count(2), list(reversed(r)), range(10**20, 10**20 + 3)[1], list(range(10**20, 10**20 + 2)))
s = slice(1, 10, 2); print(s, s.indices(5), s.start, s == slice(1, 10, 2), slice(None).indices(3), [1, 2, 3, 4][s])
