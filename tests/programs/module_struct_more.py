def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


import _struct as struct


cases = [
    lambda: struct.pack('<bBhHiIqQ', 1, 2, 3, 4, 5, 6, 7, 8),
    lambda: (struct.pack('>hil', 1, 2, 3), struct.calcsize('>hil'), struct.calcsize('=hil')),
    lambda: struct.unpack('<hH', b'\xff\xff\xff\xff'),
    lambda: (struct.pack('3s5sx', b'ab', b'abcdefg'), struct.unpack('3s2p', b'abc\x01z')),
    lambda: (struct.pack('f', 1.5), struct.pack('<d', 1.1), struct.unpack('>f', b'?\x80\x00\x00')),
    lambda: (struct.pack('?', True), struct.unpack('?', b'\x02'), struct.pack('c', b'x')),
    lambda: struct.pack('b', 200),
    lambda: struct.pack('B', -1),
    lambda: struct.pack('h', 'x'),
    lambda: struct.pack('h'),
    lambda: struct.pack('h', 1, 2),
    lambda: struct.pack('z', 1),
    lambda: struct.unpack('h', b'abc'),
    lambda: struct.unpack('h', 'ab'),
    lambda: struct.pack('c', b'xy'),
    lambda: struct.pack('f', 1e50),
    lambda: list(struct.iter_unpack('<h', b'\x01\x00\x02\x00')),
    lambda: struct.iter_unpack('<h', b'abc'),
    lambda: (struct.unpack_from('<h', b'abcd', 2), struct.unpack_from('<h', b'abcd', -2)),
    lambda: struct.unpack_from('<h', b'abcd', 3),
    lambda: (lambda b: (struct.pack_into('<h', b, 1, 258), bytes(b)))(bytearray(4)),
    lambda: struct.pack_into('<h', bytearray(2), 1, 1),
    lambda: (struct.Struct('<hh').size, struct.Struct('<hh').format, struct.Struct('<h').pack(5)),
    lambda: struct.Struct('<h').unpack(b'abc'),
    lambda: struct.Struct(5),
    lambda: (struct.calcsize('4i'), struct.calcsize('0i'), struct.calcsize('bhiq'), struct.calcsize('2x')),
    lambda: (struct.pack('e', 1.5), struct.unpack('<e', b'\x00<')),
    lambda: struct.pack('>I', 2 ** 32),
    lambda: struct.pack('<Q', 2 ** 64),
    lambda: (struct.pack('10s', b''), struct.pack('0s', b'x'), struct.pack('p', b'x')),
    lambda: struct.pack('<n', 1),
    lambda: struct.pack(' h h ', 1, 2),
    lambda: struct.pack(b'h', 1),
    lambda: struct.pack('h', 1.5),
]
for number, case in enumerate(cases):
    show(number, case)
