def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
class K:
    made = 0
    def __init__(self, v): self.v = v
    def __lt__(self, o): K.made += 1; return self.v < o.v
    def __repr__(self): return f'K{self.v}'
data = [3, 1, 2, 3, 0, -5, 10, 7]; print(sorted(data), sorted(data, reverse=True), sorted(data, key=lambda x: -x), sorted(data, key=abs, reverse=True))
pairs = [(1, 'b'), (0, 'z'), (1, 'a'), (0, 'y')]; print(sorted(pairs, key=lambda p: p[0]), sorted(pairs, key=lambda p: p[0], reverse=True), sorted(pairs))
l = [K(3), K(1), K(2)]; l.sort(); print(l, K.made > 0, max(l), min(l)); print(sorted('hello'), sorted({3: 1, 1: 2}), sorted({2, 1}), sorted(x for x in 'ba'), sorted([]), sorted([[2], [1, 5], [1]]))
t(sorted, [1, 'a']); t(sorted, [None, 1]); t(sorted, 5); t(sorted, [1j, 2j]); t(sorted, [1], lambda x: x); t(lambda: [2, 1].sort(lambda x: x)); t(lambda: sorted([2, 1], key=5)); t(lambda: sorted([1, 2], key=None)); t(lambda: sorted([2, 1], reverse='yes')); t(lambda: sorted([2, 1], reverse=None)); t(lambda: sorted([1], bad=1)); t(lambda: sorted())
def boom(x):
    if x == 2: raise KeyError('key failed')
    return x
l = [3, 2, 1]
try: l.sort(key=boom)
except KeyError as e: print(e, l)
seen = []
def spy(x): seen.append(len(watched)); return x
watched = [3, 1, 2]; watched.sort(key=spy); print(watched, seen)
mut = [3, 1, 2]
def mutate(x): mut.append(9); return x
t(lambda: mut.sort(key=mutate)); print(mut)
big = [(i * 7919) % 1009 for i in range(500)]; s = sorted(big); print(all(a <= b for a, b in zip(s, s[1:])), s[:3], s[-3:], sorted(s) == s, sorted(s, reverse=True) == s[::-1]); runs = list(range(50)) + list(range(50, 0, -1)) + [5] * 30; print(sorted(runs)[:5], sorted(runs, key=lambda x: x % 10)[:12])
stable = sorted(((i % 3, i) for i in range(12)), key=lambda p: p[0]); print(stable); print(sorted(stable, key=lambda p: p[0], reverse=True)[:5])
print(sorted([1.5, 1, True, 0.5, -0.0, 0]), sorted([float('inf'), 1, float('-inf')]), sorted(['b', 'B', 'a', 'é', 'z', '']), sorted([b'b', b'a', b'']), sorted([(1,), (), (1, 0)]), sorted([10 ** 30, -10 ** 30, 5]))
print(max(1, 2, 3), min([3, 1]), max('abc', 'b', key=len), min('abc', 'b', key=len), max([], default='none'), min((), default=None), max({1: 'a', 2: 'b'}), max([1, 5, 3], key=lambda x: -x), max(1, 1.0), max(1.0, 1), min(True, 1), max('a'), max([[1, 2], [1, 3]]), max((x for x in range(5)), key=lambda x: x % 3))
t(max, 5); t(max); t(max, []); t(min, ()); t(lambda: max(1, 2, default=3)); t(max, 1, 'a'); t(lambda: max([1], key=5)); t(lambda: max([1], bad=1)); t(lambda: max([None, None]))
nan = float('nan'); print(max(1, nan), max(nan, 1), min(nan, 1), sorted([nan, 1])[1], [nan] == [nan], nan == nan, max([nan, 2], key=str))
print(sum([1, 2]), sum([], 5), sum([[1], [2]], []), sum([0.1] * 3) < 0.4, sum((1, 2), start=10) if True else 0, sum(x * x for x in range(4)), sum([1j, 2]), sum([True, True]), sum([10 ** 20, 1])); t(sum, 5); t(sum, ['a']); t(sum, ['a'], ''); t(sum, [b'a'], b''); t(sum, [[1]]); t(sum)
print(any([]), all([]), any([0, '', None]), all([1, 'a', [0]]), any(x > 2 for x in range(5)), all(x < 2 for x in range(5))); t(any, 5); t(all, 1, 2)
calls = []
def note(x): calls.append(x); return x
print(any(note(x) for x in [0, 1, 2]), calls); calls.clear(); print(all(note(x) for x in [1, 0, 2]), calls)
class Cmp:
    def __init__(self, v): self.v = v
    def __gt__(self, o): return self.v > o.v
    def __repr__(self): return f'C{self.v}'
print(sorted([Cmp(2), Cmp(1)]), max(Cmp(1), Cmp(2)), min(Cmp(2), Cmp(1)))
class Not:
    def __lt__(self, o): return NotImplemented
t(sorted, [Not(), Not()]); t(max, Not(), Not())
class Weird:
    def __lt__(self, o): return []
print(len(sorted([Weird(), Weird()]))); l = [1, 2, 3]; l.reverse(); print(l, list(reversed(l)), l[::-1], l.sort(), l.index(2), l.count(3))
import _bisect; print(_bisect.bisect([1, 2, 2, 3], 2), _bisect.bisect_left([1, 2, 2, 3], 2)); l = [1, 3]; _bisect.insort(l, 2); print(l)
