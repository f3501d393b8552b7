# Integers as text: bases, underscores, the limit on digits, and what is refused.
import sys


def t(name, case):
    try:
        print(name, repr(case()))
    except BaseException as e:
        print(name, type(e).__name__, e)


for text in '0', '-0', '+7', ' 12 ', '1_000', '1__0', '_1', '1_', '', ' ', '+', '- 1', '0x1f', '0b1', '1e3', '1.0', '\u0661\u0662', '\uff11\uff12', '\u00b2', '1\0', '\n3\t', '\u20034', 'a' * 5:
    t(ascii(text), lambda: int(text))
for text, base in ('ff', 16), ('0xff', 16), ('0xff', 0), ('0b11', 0), ('0o17', 0), ('017', 0), ('00', 0), ('0', 0), ('0x', 0), ('0x_f', 16), ('0_x', 0), ('zz', 36), ('Zz', 35), ('12', 2), ('1', 1), ('1', 37), ('1', -1), ('0b2', 0), ('-0x10', 0), ('1_0', 2), ('g', 17), ('', 10), ('0o8', 8):
    t((text, base), lambda: int(text, base))
for value in b'12', bytearray(b' 5 '), b'\xff', b'', 3.9, -3.9, 1e20, float('inf'), float('nan'), None, [], 1j, True:
    t(value, lambda: int(value))
t('base of number', lambda: int(5, 10))
t('base alone', lambda: int(base=10))
t('base of bytes', lambda: int(b'0x1F', 16))
t('bad base', lambda: int('1', 'a'))
t('base by index', lambda: int('11', type('I', (), {'__index__': lambda self: 2})()))
big = 10 ** 4299
print(len(str(big)), len(str(-big)), str(big)[:3])
if hasattr(sys, 'get_int_max_str_digits'):
    print(sys.get_int_max_str_digits(), sys.int_info.default_max_str_digits, sys.int_info.str_digits_check_threshold)
    t('str', lambda: str(10 ** 4300))
    t('repr', lambda: repr(-10 ** 5000))
    t('int', lambda: int('1' * 4301))
    t('underscores', lambda: int('1_' * 4299 + '1') == int('1' * 4300))
    t('format', lambda: format(10 ** 4300))
    t('format d', lambda: format(10 ** 4300, 'd'))
    t('%d', lambda: len('%d' % 10 ** 4300))
    t('f-string', lambda: f'{10 ** 4300}')
    t('hex', lambda: len(hex(10 ** 5000)))
    t('format x', lambda: len(format(10 ** 5000, 'x')))
    t('base 16', lambda: int('f' * 10000, 16).bit_length())
    t('base 32', lambda: int('v' * 5000, 32).bit_length())
    t('base 36', lambda: int('z' * 5000, 36).bit_length())
    t('small limit', lambda: sys.set_int_max_str_digits(639))
    t('negative limit', lambda: sys.set_int_max_str_digits(-1))
    t('bad limit', lambda: sys.set_int_max_str_digits('a'))
    sys.set_int_max_str_digits(640)
    t('640', lambda: len(str(10 ** 639)))
    t('641', lambda: len(str(10 ** 640)))
    sys.set_int_max_str_digits(0)
    t('no limit', lambda: len(str(10 ** 6000)))
    t('no limit', lambda: int('9' * 6000) == 10 ** 6000 - 1)
    sys.set_int_max_str_digits(4300)
n = 123456789 ** 20
print(n)
print(int(str(n)) == n, int(hex(n), 16) == n, int(bin(n), 0) == n, int(oct(n), 8) == n)
print(n.to_bytes(70, 'big').hex(), int.from_bytes(n.to_bytes(70, 'little'), 'little') == n)
t('overflow', lambda: (300).to_bytes(1, 'big'))
t('negative', lambda: (-1).to_bytes(1, 'big'))
t('signed', lambda: (-129).to_bytes(1, 'big', signed=True))
t('order', lambda: (1).to_bytes(1, 'middle'))
t('length', lambda: (1).to_bytes(-1, 'big'))
print((-128).to_bytes(1, 'little', signed=True), int.from_bytes(b'\x80', 'big', signed=True), int.from_bytes([1, 2], 'big'), (0).to_bytes(0, 'big'))
