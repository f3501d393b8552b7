def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


def after(change):
    items = [3, 1, 2, 5, 4]
    result = change(items)
    return items, result


def assign(items, key, value):
    items[key] = value


def delete(items, key):
    del items[key]


cases = [
    lambda: after(lambda a: a.append(9)),
    lambda: after(lambda a: a.extend('xy')),
    lambda: after(lambda a: a.extend(a)),
    lambda: after(lambda a: a.extend(5)),
    lambda: after(lambda a: a.insert(0, 9)),
    lambda: after(lambda a: a.insert(100, 9)),
    lambda: after(lambda a: a.insert(-1, 9)),
    lambda: after(lambda a: a.insert('x', 9)),
    lambda: after(lambda a: a.pop()),
    lambda: after(lambda a: a.pop(0)),
    lambda: after(lambda a: a.pop(-2)),
    lambda: after(lambda a: a.pop(10)),
    lambda: after(lambda a: a.remove(5)),
    lambda: after(lambda a: a.remove(9)),
    lambda: after(lambda a: a.reverse()),
    lambda: after(lambda a: a.clear()),
    lambda: after(lambda a: a.copy()),
    lambda: after(lambda a: a.index(5)),
    lambda: after(lambda a: a.index(5, 4)),
    lambda: after(lambda a: a.index(9)),
    lambda: after(lambda a: a.count(1)),
    lambda: after(lambda a: a.sort()),
    lambda: after(lambda a: a.sort(reverse=True)),
    lambda: after(lambda a: a.sort(key=lambda x: -x)),
    lambda: after(lambda a: a.sort(key=lambda x: x % 2)),
    lambda: after(lambda a: a.sort(None)),
    lambda: after(lambda a: a.sort(key=5)),
    lambda: after(lambda a: assign(a, 0, 9)),
    lambda: after(lambda a: assign(a, 9, 9)),
    lambda: after(lambda a: assign(a, 'x', 9)),
    lambda: after(lambda a: assign(a, slice(1, 3), 'xyz')),
    lambda: after(lambda a: assign(a, slice(1, 3), [])),
    lambda: after(lambda a: assign(a, slice(None, None, 2), 'xyz')),
    lambda: after(lambda a: assign(a, slice(None, None, 2), 'xy')),
    lambda: after(lambda a: assign(a, slice(None), a)),
    lambda: after(lambda a: assign(a, slice(1, 2), a)),
    lambda: after(lambda a: assign(a, slice(4, 1), 'q')),
    lambda: after(lambda a: assign(a, slice(1, 3), 5)),
    lambda: after(lambda a: assign(a, slice(None, None, -1), 'abcde')),
    lambda: after(lambda a: delete(a, 0)),
    lambda: after(lambda a: delete(a, -1)),
    lambda: after(lambda a: delete(a, 9)),
    lambda: after(lambda a: delete(a, slice(1, 3))),
    lambda: after(lambda a: delete(a, slice(None, None, 2))),
    lambda: after(lambda a: delete(a, slice(None, None, -2))),
    lambda: after(lambda a: delete(a, slice(3, 1))),
    lambda: after(lambda a: a.__iadd__((7, 8))),
    lambda: after(lambda a: a.__iadd__(5)),
    lambda: after(lambda a: a.__imul__(2)),
    lambda: after(lambda a: a.__imul__(-1)),
    lambda: after(lambda a: a.__imul__('x')),
    lambda: after(lambda a: a + [1]),
    lambda: after(lambda a: a + (1,)),
    lambda: after(lambda a: a * 2),
    lambda: after(lambda a: 2 * a),
    lambda: after(lambda a: a * 1.5),
    lambda: after(lambda a: a[1:3]),
    lambda: after(lambda a: a[::-1]),
    lambda: after(lambda a: a['x']),
    lambda: after(lambda a: a[1.5]),
    lambda: after(lambda a: a[10]),
    lambda: after(lambda a: a == [3, 1, 2, 5, 4]),
    lambda: after(lambda a: a < [3, 2]),
    lambda: after(lambda a: a < (1,)),
    lambda: after(lambda a: [1] + None),
    lambda: after(lambda a: 3 in a),
    lambda: after(lambda a: list(reversed(a))),
    lambda: after(lambda a: a.__reversed__().__length_hint__()),
    lambda: after(lambda a: a.sort(cmp=1)),
    lambda: [].pop(),
    lambda: list(5),
    lambda: list('abc', 'd'),
    lambda: list(iterable='abc'),
    lambda: [[]] * 3,
    lambda: hash([]),
    lambda: sorted([3, 1, 2], reverse=True),
    lambda: sorted('bca', key=str.upper),
    lambda: sorted([1, 'a']),
    lambda: sorted(5),
    lambda: sorted([3, 1], None),
    lambda: [1, 2] == (1, 2),
]
for number, case in enumerate(cases):
    show(number, case)
