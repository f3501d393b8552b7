d = {'a': 1, 'b': 2}
d['c'] = 3; print(d, d['a'], d.get('z'), d.get('z', 0), 'a' in d, len(d), list(d), list(d.values()), list(d.items()))
print(d.pop('a'), d.pop('zz', None), d.setdefault('n', []), d.setdefault('b', 9), d); d.update({'x': 1}, y=2); print(d); d.update([('k', 'v')]); print(d); print(d.popitem(), d); del d['b']; print(d)
print({**d, 'z': 1}, dict(a=1), dict([(1, 2)]), dict({1: 2}, b=3), {i: i * i for i in range(3)}, dict.fromkeys('ab', 0), dict.fromkeys([1]), d.copy() == d, {} == {}, {1: 2} != {1: 3})
for k in list(d): d.pop(k)
print(d, bool(d)); d = {1: 'a', 1.0: 'b', True: 'c'}; print(d); d = {(1, 2): 3, None: 4, 'x': {}}; print(d)
try:
    for k in d: d[k, 1] = 2
except RuntimeError as e: print(e)
d = dict(zip('abc', range(3))); k, v, i = d.keys(), d.values(), d.items(); print(k, v, i, len(k), 'a' in k, ('a', 0) in i, k & {'a'}, k | {'z'} == {'a', 'b', 'c', 'z'}, k - {'a'} == {'b', 'c'}, i & {('a', 0)}, list(reversed(d)), k == {'a', 'b', 'c'}, k.isdisjoint('xyz')); d['q'] = 9; print(list(k), list(reversed(list(v))))
class M(dict):
    def __missing__(self, key): return key * 2
m = M(a=1); print(m['a'], m['b'], m, m.get('q'), type(m), isinstance(m, dict), M.fromkeys('a'))
s = {3, 1, 2}; s.add(4); s.discard(9); s.remove(1); print(sorted(s), len(s), 2 in s, s | {9} == {2, 3, 4, 9}, s & {2}, s - {2} == {3, 4}, s ^ {2, 7} == {3, 4, 7}, s <= {2, 3, 4, 5}, s < s, s >= {2}, {1} == frozenset([1]))
f = frozenset([1, 2]); print(hash(f) == hash(frozenset([2, 1])), f | {3} == {1, 2, 3}, {f: 1}[frozenset([2, 1])], {i % 3 for i in range(9)}, set(), frozenset(), set('a'), repr(f)); s.update([5], (6,)); s |= {7}; s -= {2}; s &= {5, 6, 7}; s ^= {5}; print(s == {6, 7}, s.union([1], [2]) == {1, 2, 6, 7}, s.intersection([6]), s.difference([6]), s.symmetric_difference([6]), s.issubset([6, 7, 8]), s.issuperset([6]), s.isdisjoint([1]), s.copy() == s); s.clear(); print(s)
for bad in [lambda: {}['x'], lambda: {}.pop('x'), lambda: {1}.remove(2), lambda: {[]: 1}, lambda: {{}}, lambda: dict([1]), lambda: dict([(1, 2, 3)]), lambda: dict(5), lambda: {1} | [2], lambda: {}.update(5), lambda: {1: 2} < {1: 3}, lambda: frozenset([1]).add(2), lambda: set([[]]), lambda: {**5}, lambda: dict(**{1: 2}), lambda: {}.get(), lambda: {}.fromkeys(), lambda: {}.keys().foo]:
    try: print(bad())
    except Exception as e: print(type(e).__name__, e)
big = {i: str(i) for i in range(10000)}
for i in range(0, 10000, 2): del big[i]
print(len(big), big[9999], 5000 in big, 5001 in big, sum(big), list(big)[:3])
print({1: {2: {3: {}}}}, {'a': [1, {'b': (2,)}]}, dict(a=dict(b=1))); d = {}; d['self'] = d; print(d)
print(sorted({'b': 1, 'a': 2}.items()), max({'b': 1, 'a': 2}, key={'b': 1, 'a': 2}.get), {v: k for k, v in {'a': 1}.items()}, [*{'a': 1}], {*[1, 1]}, len({1, 1.0, True}))
