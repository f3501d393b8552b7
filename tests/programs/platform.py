# not 3.14: its interpreter at hand is one in WebAssembly, with 32 bits and errors numbered otherwise
import errno
import marshal
import sys
import _random
import _struct as struct


def t(f, *a):
    try: print(f(*a))
    except BaseException as e: print(type(e).__name__, e)


class Big:
    def __init__(self, value): self.value = value
    def __hash__(self): return self.value


print(sys.maxsize, sys.byteorder, sys.platform, sys.hash_info.modulus, sys.hash_info.inf, sys.hash_info.imag, sys.hash_info.width)
print(sys.getrecursionlimit(), sys._getframe().f_back)
print(hash(10 ** 30), hash(2 ** 61 - 1), hash(2 ** 61), hash(-(2 ** 61)), hash(2 ** 61 - 2), hash(1.5), hash(-2.25), hash(1e300), hash(1j), hash(2 - 3j))
print([hash(Big(x)) for x in (1 << 70, -(1 << 70), (1 << 61) - 1, 1 << 63, -1, -2)])
r = _random.Random(1.5)
print(r.random(), r.getrandbits(64))
t(lambda: 2.0 ** 10000)
t(lambda: 1e200 ** 2)
t(lambda: format(1.5, '.99999999999'))
t(lambda: '%.99999999999f' % 1.5)
print(struct.calcsize('hil'), struct.calcsize('nNP'), struct.calcsize('bl'), struct.pack('n', 1), struct.pack('N', 1), struct.pack('P', 0))
t(struct.pack, 'P', 1 << 64)
t(marshal.loads, b"s\xff\xff\xff\x7f")
t(lambda: 'a' * sys.maxsize * 2)
t(lambda: [1] * (sys.maxsize + 1))
t(lambda: 'a'[sys.maxsize + 1])
print('abc'[:sys.maxsize + 1], range(sys.maxsize)[-1], len(range(sys.maxsize)))
t(lambda: len(range(sys.maxsize + 1)))
print(errno.ENOENT, errno.EACCES, errno.errorcode[2], errno.errorcode[13], errno.errorcode[110], errno.ETIMEDOUT)
for number in (1, 2, 3, 4, 10, 11, 13, 17, 20, 21, 32, 103, 104, 108, 110, 111, 115, 9999):
    error = OSError(number, 'text', 'file')
    print(number, type(error).__name__, error, repr(error), error.args)
try:
    raise OSError(2, 'gone')
except FileNotFoundError as e:
    print(e.errno, e)
print(type(PermissionError(2, 'x')).__name__, type(BlockingIOError(11, 'x', 5)).__name__, OSError(2, 'x', None).args, OSError(2, 'x', 'f', None, 'g').args)
raise ConnectionResetError(104, 'over')
