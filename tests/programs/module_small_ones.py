def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


import time
import marshal
import gc
import atexit
import _thread
import _string
import _codecs


cases = [
    lambda: (tuple(time.gmtime(0)), time.gmtime(86400 * 365.25).tm_year, tuple(time.gmtime(-1))[:6]),
    lambda: (time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime(0)), time.asctime(time.gmtime(0))),
    lambda: time.strftime('%j %a %b %%', (2020, 2, 29, 0, 0, 0, 5, 60, 0)),
    lambda: (type(time.gmtime(0)).__name__, len(time.gmtime(0)), time.gmtime(0).tm_wday),
    lambda: time.struct_time(range(9)).tm_mon,
    lambda: time.struct_time([1]),
    lambda: marshal.loads(marshal.dumps([1, 'a', None, (2.5, b'x'), {1: {2}}, True, 10 ** 30])),
    lambda: (marshal.dumps('ab', 1), marshal.dumps(None), marshal.dumps((1, 2), 0)),
    lambda: marshal.dumps(object()),
    lambda: marshal.loads(b''),
    lambda: marshal.loads(b'?'),
    lambda: marshal.loads('x'),
    lambda: marshal.version,
    lambda: (gc.isenabled(), gc.disable(), gc.isenabled(), gc.enable(), gc.isenabled()),
    lambda: (isinstance(gc.collect(), int), type(gc.get_threshold()).__name__),
    lambda: atexit.register(5),
    lambda: atexit.unregister(len),
    lambda: (lambda l: (l.acquire(), l.locked(), l.acquire(False), l.release(), l.locked()))(_thread.allocate_lock()),
    lambda: _thread.allocate_lock().release(),
    lambda: (isinstance(_thread.get_ident(), int), _thread.LockType.__name__),
    lambda: list(_string.formatter_parser('a{b!r:c}d{}')),
    lambda: _string.formatter_field_name_split('a.b[c]')[0],
    lambda: list(_string.formatter_field_name_split('a.b[0][x]')[1]),
    lambda: (_codecs.utf_8_encode('\xe9'), _codecs.utf_8_decode(b'\xc3\xa9'), _codecs.latin_1_encode('\xe9'), _codecs.ascii_decode(b'ab')),
    lambda: (_codecs.escape_decode(b'a\\n\\x41'), _codecs.escape_encode(b'a\n')),
    lambda: (_codecs.unicode_escape_encode('\xe9\n\u20ac'), _codecs.unicode_escape_decode(b'\\u20ac\\n')),
    lambda: (_codecs.utf_16_le_encode('a'), _codecs.utf_32_be_decode(b'\0\0\0a'), _codecs.utf_7_encode('a+\u20ac')),
    lambda: (_codecs.charmap_encode('ab', 'strict', {97: 1, 98: b'xy'}), _codecs.charmap_decode(b'\0\1', 'strict', 'pq')),
    lambda: _codecs.lookup('no such codec'),
    lambda: _codecs.lookup_error('ignore')(UnicodeDecodeError('a', b'b', 0, 1, 'c')),
    lambda: _codecs.lookup_error('nothing'),
    lambda: _codecs.register_error('x', 5),
    lambda: _codecs.register(5),
]
for number, case in enumerate(cases):
    show(number, case)
