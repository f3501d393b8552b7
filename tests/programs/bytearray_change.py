def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


def after(change, data=b'abcdef'):
    array = bytearray(data)
    result = change(array)
    return array, result


def assign(array, key, value):
    array[key] = value


def delete(array, key):
    del array[key]


cases = [
    lambda: after(lambda a: a.append(103)),
    lambda: after(lambda a: a.append(256)),
    lambda: after(lambda a: a.append('x')),
    lambda: after(lambda a: a.extend(b'xy')),
    lambda: after(lambda a: a.extend([1, 2])),
    lambda: after(lambda a: a.extend([300])),
    lambda: after(lambda a: a.extend('xy')),
    lambda: after(lambda a: a.extend(5)),
    lambda: after(lambda a: a.insert(0, 65)),
    lambda: after(lambda a: a.insert(100, 65)),
    lambda: after(lambda a: a.insert(-1, 65)),
    lambda: after(lambda a: a.pop()),
    lambda: after(lambda a: a.pop(0)),
    lambda: after(lambda a: a.pop(10)),
    lambda: after(lambda a: a.remove(99)),
    lambda: after(lambda a: a.remove(1)),
    lambda: after(lambda a: a.reverse()),
    lambda: after(lambda a: a.clear()),
    lambda: after(lambda a: a.copy()),
    lambda: after(lambda a: assign(a, 0, 65)),
    lambda: after(lambda a: assign(a, 0, 256)),
    lambda: after(lambda a: assign(a, 0, 'x')),
    lambda: after(lambda a: assign(a, 10, 5)),
    lambda: after(lambda a: assign(a, slice(1, 3), b'XYZ')),
    lambda: after(lambda a: assign(a, slice(1, 3), [1])),
    lambda: after(lambda a: assign(a, slice(None, None, 2), b'XYZ')),
    lambda: after(lambda a: assign(a, slice(None, None, 2), b'X')),
    lambda: after(lambda a: assign(a, slice(1, 3), 5)),
    lambda: after(lambda a: assign(a, slice(1, 3), 'xy')),
    lambda: after(lambda a: assign(a, slice(5, 1), b'Q')),
    lambda: after(lambda a: assign(a, slice(0, 0), a)),
    lambda: after(lambda a: delete(a, 0)),
    lambda: after(lambda a: delete(a, slice(1, 3))),
    lambda: after(lambda a: delete(a, slice(None, None, 2))),
    lambda: after(lambda a: delete(a, slice(None, None, -2))),
    lambda: after(lambda a: delete(a, 10)),
    lambda: after(lambda a: a.__iadd__(b'x')),
    lambda: after(lambda a: a.__iadd__(5)),
    lambda: after(lambda a: a.__imul__(2)),
    lambda: after(lambda a: a.__imul__(0)),
    lambda: after(lambda a: a.__setitem__(-1, 0)),
    lambda: bytearray().pop(),
    lambda: bytearray(b'a').pop('x'),
]
for number, case in enumerate(cases):
    show(number, case)
