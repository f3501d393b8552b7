from _collections import deque, defaultdict
d = deque([1, 2, 3]); d.append(4); d.appendleft(0); print(d, len(d), d[0], d[-1], d.pop(), d.popleft(), list(d), 2 in d, d.index(2), d.count(3))
d.rotate(1); print(d); d.rotate(-2); print(d); d.extend('ab'); d.extendleft([8, 9]); print(d); d.remove('a'); d.reverse(); print(d); d[0] = 'z'; del d[1]; print(d, list(reversed(d))); d.insert(1, 'q'); print(d, d.copy() == d, d + deque([1]), d * 2 == d + d, bool(deque()), d.maxlen)
m = deque(range(5), maxlen=3); m.append(9); print(m, m.maxlen); m.appendleft(7); print(m); m.extend([1, 2]); print(m, repr(deque(maxlen=0)))
print(deque([1]) < deque([2]), deque([1, 2]) == deque([1, 2]), deque([1]) != [1], deque('abc'), sorted(deque([3, 1])))
for bad in (lambda: deque().pop(), lambda: deque().popleft(), lambda: deque([1])[5], lambda: deque([1]).remove(2), lambda: deque([1]).index(5), lambda: deque(maxlen=-1), lambda: deque([1], maxlen=1).insert(0, 2), lambda: deque(5), lambda: hash(deque()), lambda: deque([1]) + [2]):
    try: print(bad())
    except Exception as e: print(type(e).__name__, e)
d = deque([1, 2])
try:
    for x in d: d.append(x)
except RuntimeError as e: print(e)
dd = defaultdict(list); dd['a'].append(1); dd['b']; print(dd, dd['a'], dd.get('zz'), 'zz' in dd, len(dd), dict(dd), dd.default_factory, isinstance(dd, dict))
c = defaultdict(int, x=5); c['y'] += 1; print(c, c.copy(), sorted(c.items()), c == {'x': 5, 'y': 1}, defaultdict(None, {1: 2}), {**c})
try: defaultdict(5)
except TypeError as e: print(e)
try: defaultdict()['k']
except KeyError as e: print(e)
class D(defaultdict):
    def __missing__(self, k): return k * 2
print(D()['ab'], D(int), type(D().copy()).__name__)
class Q(deque):
    def append(self, v): super().append(v + 1)
q = Q([1]); q.append(5); print(q, len(q), q[1], type(q.copy()).__name__)
