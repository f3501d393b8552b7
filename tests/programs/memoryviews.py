def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


data = bytearray(b'abcdefgh')
view = memoryview(data)


cases = [
    lambda: view[0],
    lambda: view[-1],
    lambda: view[10],
    lambda: view[1:3].tobytes(),
    lambda: view[::2].tolist(),
    lambda: view[::-1].tobytes(),
    lambda: len(view),
    lambda: (view.nbytes, view.itemsize, view.format, view.ndim, view.shape, view.strides, view.readonly),
    lambda: memoryview(b'abc').readonly,
    lambda: memoryview(b'abc').__setitem__(0, 1),
    lambda: (view.__setitem__(0, 65), data[0]),
    lambda: view.__setitem__(0, 256),
    lambda: view.__setitem__(0, 'x'),
    lambda: (view.__setitem__(slice(0, 2), b'XY'), bytes(data)),
    lambda: view.__setitem__(slice(0, 2), b'XYZ'),
    lambda: view == data,
    lambda: view == b'XYcdefgh',
    lambda: view[1:] == data[1:],
    lambda: view.cast('H').tolist(),
    lambda: view.cast('I').shape,
    lambda: view.cast('Q')[0],
    lambda: view.cast('b').tolist(),
    lambda: view.cast('x'),
    lambda: view.cast('B', (2, 4)).tolist(),
    lambda: view.cast('B', [2, 4])[1, 2],
    lambda: len(view.cast('B', [2, 4])),
    lambda: view.cast('B', [3, 4]),
    lambda: memoryview(bytes(7)).cast('H'),
    lambda: view.cast('f').format,
    lambda: view.hex(),
    lambda: (view.contiguous, view.c_contiguous, view.f_contiguous),
    lambda: view[::2].contiguous,
    lambda: hash(memoryview(b'abc')) == hash(b'abc'),
    lambda: hash(view),
    lambda: data.append(1),
    lambda: list(memoryview(b'ab')),
    lambda: bytes(memoryview(b'ab')),
    lambda: 97 in memoryview(b'ab'),
    lambda: memoryview('x'),
    lambda: memoryview(memoryview(b'ab')).tolist(),
    lambda: view.obj is data,
    lambda: view.suboffsets,
    lambda: view.tobytes('C'),
    lambda: memoryview(b'abcd').toreadonly().readonly,
    lambda: view.release(),
    lambda: view[0],
    lambda: len(view),
    lambda: (data.append(1), len(data)),
]
for number, case in enumerate(cases):
    show(number, case)
