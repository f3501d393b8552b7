def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


from _collections import deque, defaultdict


def after(change, *more):
    d = deque([1, 2, 3], *more)
    result = change(d)
    return list(d), result


cases = [
    lambda: after(lambda d: d.append(4)),
    lambda: after(lambda d: d.appendleft(0)),
    lambda: after(lambda d: d.extend('ab')),
    lambda: after(lambda d: d.extendleft('ab')),
    lambda: after(lambda d: d.pop()),
    lambda: after(lambda d: d.popleft()),
    lambda: after(lambda d: d.rotate()),
    lambda: after(lambda d: d.rotate(-1)),
    lambda: after(lambda d: d.rotate(10)),
    lambda: after(lambda d: d.reverse()),
    lambda: after(lambda d: d.clear()),
    lambda: after(lambda d: d.insert(1, 9)),
    lambda: after(lambda d: d.insert(100, 9)),
    lambda: after(lambda d: d.remove(2)),
    lambda: after(lambda d: d.remove(9)),
    lambda: after(lambda d: d.index(3)),
    lambda: after(lambda d: d.index(9)),
    lambda: after(lambda d: d.count(1)),
    lambda: after(lambda d: d.copy()),
    lambda: after(lambda d: d[0]),
    lambda: after(lambda d: d[-1]),
    lambda: after(lambda d: d[5]),
    lambda: after(lambda d: d['x']),
    lambda: after(lambda d: d[0:1]),
    lambda: after(lambda d: d.__setitem__(0, 9)),
    lambda: after(lambda d: d.__delitem__(1)),
    lambda: after(lambda d: d + deque([4])),
    lambda: after(lambda d: d + [4]),
    lambda: after(lambda d: d * 2),
    lambda: after(lambda d: d.__iadd__([5])),
    lambda: after(lambda d: d == deque([1, 2, 3])),
    lambda: after(lambda d: d == [1, 2, 3]),
    lambda: after(lambda d: d < deque([2])),
    lambda: after(lambda d: 2 in d),
    lambda: after(lambda d: len(d)),
    lambda: after(lambda d: list(reversed(d))),
    lambda: after(lambda d: d.maxlen),
    lambda: after(lambda d: d.extend(d)),
    lambda: after(lambda d: d.__imul__(2)),
    lambda: after(lambda d: d.append(4), 3),
    lambda: after(lambda d: d.appendleft(0), 3),
    lambda: after(lambda d: d.insert(0, 9), 3),
    lambda: after(lambda d: d.maxlen, 2),
    lambda: deque([1], -1),
    lambda: deque(5),
    lambda: (repr(deque([1, 2], 3)), repr(deque()), deque('ab', maxlen=1)),
    lambda: deque().pop(),
    lambda: deque().popleft(),
    lambda: hash(deque()),
    lambda: [x for x in deque([1, 2])],
    lambda: (defaultdict(list)['a'], defaultdict(int, a=1), defaultdict(None)),
    lambda: defaultdict(5),
    lambda: defaultdict()['x'],
    lambda: (lambda d: (d['k'].append(1), d['k'], d.default_factory is list, len(d)))(defaultdict(list)),
    lambda: (repr(defaultdict(list, {1: [2]})), defaultdict(int).copy()),
]
for number, case in enumerate(cases):
    show(number, case)
