# Views of bytes as other formats and shapes.
def t(name, case):
    try:
        print(name, repr(case()))
    except BaseException as e:
        print(name, type(e).__name__, e)


data = bytearray(range(24))
m = memoryview(data)
for code in 'bBhHiIqQfdc?@i?':
    try:
        v = m.cast(code)
        print(code, v.itemsize, len(v), v.format, v.shape, v.strides, v.ndim, v.nbytes, v[0] if code not in 'fd' else v[0] > 0)
    except Exception as e:
        print(code, type(e).__name__, e)
for code in '<i', '>h', 'x', 's', '3s', '', '@', 'ii', 'e', '=h', '@@h':
    t(code, lambda: (m.cast(code).format, m.cast(code).itemsize))
t('code', lambda: m.cast(5))
t('odd length', lambda: m[:5].cast('h'))
t('back', lambda: m.cast('i').cast('B') == m)
t('two casts', lambda: m.cast('i').cast('h'))
grid = m.cast('B', [4, 6])
print(grid.shape, grid.strides, grid.ndim, len(grid), grid.nbytes, grid.contiguous, grid.c_contiguous, grid.f_contiguous)
print(grid.tolist(), grid[1, 2], grid[-1, -1])
grid[0, 0] = 200
print(data[0])
t('row', lambda: grid[0])
t('too many', lambda: grid[0, 0, 0])
t('too few', lambda: grid[(1,)])
t('out', lambda: grid[4, 0])
t('out of second', lambda: grid[0, 6])
t('slices', lambda: grid[0:1, 0:1])
t('iter', lambda: list(grid))
t('float index', lambda: grid[0.5, 1])
t('wrong size', lambda: m.cast('B', [5, 5]))
t('zero', lambda: m.cast('B', [0, 24]))
t('negative', lambda: m.cast('B', [-1]))
t('not ints', lambda: m.cast('B', ['a']))
t('not a list', lambda: m.cast('B', 24))
t('empty shape', lambda: memoryview(b'\x07').cast('B', []).tolist())
t('empty shape', lambda: memoryview(b'\x07').cast('B', ()).shape)
t('scalar', lambda: memoryview(b'\x07').cast('B', [])[()])
t('scalar', lambda: len(memoryview(b'\x07').cast('B', [])))
t('flat again', lambda: grid.cast('B').shape)
t('2 to 2', lambda: grid.cast('B', [6, 4]))
t('strided', lambda: m[::2].cast('H'))
s = m[20:2:-3]
print(s.tolist(), s.strides, s.shape, s.contiguous, bytes(s), s == bytes(s), s[::2].tolist(), s[-1])
i = m.cast('i')
i[1] = -5
print(i[1], data[4:8], i.tolist()[:2])
t('range', lambda: i.__setitem__(0, 2 ** 31))
t('type', lambda: i.__setitem__(0, 'a'))
t('float', lambda: i.__setitem__(0, 1.5))
c = m.cast('c')
c[0] = b'z'
print(c[0], c[:3].tolist(), data[0])
t('char', lambda: c.__setitem__(0, b'zz'))
t('char', lambda: c.__setitem__(0, 5))
b = m.cast('?')
print(b[1])
b[1] = [1]
b[2] = ''
print(data[1:3], b[1])
d = m.cast('d')
d[0] = 1.5
print(d[0], bytes(data[:8]), d[0] in d.tolist())
f = m.cast('f')
f[2] = -0.1
print(f[2])
t('float str', lambda: d.__setitem__(0, 'x'))
q = m.cast('Q')
q[2] = 2 ** 64 - 1
print(q[2], data[16:])
t('negative Q', lambda: q.__setitem__(0, -1))
t('delete', lambda: m.__delitem__(0))
ro = memoryview(b'abcdef')
print(ro.readonly, m.toreadonly().readonly, hash(ro) == hash(b'abcdef'), hash(ro[::2]) == hash(b'ace'))
t('write', lambda: ro.__setitem__(0, 1))
t('hash of writable', lambda: hash(m))
t('hash of ints', lambda: hash(memoryview(b'abcd').cast('i')))
t('hash of chars', lambda: hash(memoryview(b'abcd').cast('c')) == hash(b'abcd'))
print(memoryview(b'ab') == memoryview(b'ab').cast('b'), memoryview(b'\xff') == memoryview(b'\xff').cast('b'), memoryview(b'\1\0\2\0').cast('h') == memoryview(b'\1\2'), m == 5, ro == b'abcdef')
t('less', lambda: ro < ro)
m2 = memoryview(bytearray(b'0123456789'))
m2[2:5] = b'abc'
m2[::5] = b'XY'
print(m2.tobytes(), m2[1:3].obj, m2.tobytes('F'), m2.hex(), m2.hex('-'), m2.hex(':', 2))
t('size', lambda: m2.__setitem__(slice(0, 2), b'abc'))
t('format', lambda: m2.__setitem__(slice(0, 4), memoryview(b'abcd').cast('c')))
m2[1:6] = m2[0:5]
print(m2.tobytes())
with memoryview(b'abc') as w:
    print(w[0], len(w))
t('released', lambda: w[0])
t('released', lambda: len(w))
t('released', lambda: w.tolist())
print(repr(w)[:20])
t('released twice', lambda: w.release())
x = memoryview(b'abc')
y = x[1:]
x.release()
t('part lives', lambda: y.tolist())
t('str', lambda: memoryview('abc'))
t('none', lambda: memoryview())
t('keyword', lambda: memoryview(object=b'a').tolist())
print(list(reversed(memoryview(b'abc'))), 98 in memoryview(b'abc'), b'b' in memoryview(b'abc'), *memoryview(b'hi'))
print(bytes(memoryview(b'\1\0\2\0').cast('h')), bytearray(memoryview(b'ab')[::-1]), b''.join([memoryview(b'x'), memoryview(b'yz')[1:]]), b'abc'.find(memoryview(b'c')))
print(int.from_bytes(memoryview(b'\1\2'), 'big'), str(memoryview(b'abc'), 'ascii'), float(memoryview(b'1.5')), int(memoryview(b'12')))
