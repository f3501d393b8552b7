def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


class L(list):
    def __repr__(self):
        return 'L(%s)' % super().__repr__()


a = L([3, 1, 2])


class Counting(list):
    def __getitem__(self, index):
        return 'item %r' % (index,)

    def __len__(self):
        return 99

    def append(self, value):
        list.append(self, value * 2)


c = Counting([1, 2])


cases = [
    lambda: (a, a + [4], [4] + a, a * 2),
    lambda: (type(a + [4]).__name__, type(a[:]).__name__, type(a.copy()).__name__, type(sorted(a)).__name__),
    lambda: (a == [3, 1, 2], a < [4], [3, 1, 2] == a),
    lambda: (a.append(9), a),
    lambda: (a.sort(), a),
    lambda: (a[0], a[-1], a[0:2]),
    lambda: (L('abc'), L(), L(x for x in range(3))),
    lambda: (c[0], c[1:2], len(c), list(c), bool(c)),
    lambda: (c.append(5), list(c)),
    lambda: ([*c], [x for x in c], tuple(c)),
    lambda: (sum(c), max(c), sorted(c, reverse=True)),
    lambda: (iter(c).__next__(), 2 in c),
    lambda: a.__iadd__([7]) is a,
    lambda: (a.__imul__(2) is a, a),
    lambda: hash(a),
    lambda: (setattr(a, 'x', 1), a.__dict__),
    lambda: (isinstance(a, list), L.__mro__[1].__name__),
    lambda: repr(L([L([])])),
    lambda: (c.pop(), c.index(1), c.count(1)),
    lambda: zip(c, 'ab').__next__(),
    lambda: print(*L([1, 2])),
    lambda: list.__repr__(a),
    lambda: L(5),
]
for number, case in enumerate(cases):
    show(number, case)
