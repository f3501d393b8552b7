def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


cases = [
    lambda: 'h\xe9'.encode('latin-1'),
    lambda: '\u20ac'.encode('latin-1'),
    lambda: '\u20ac'.encode('ascii'),
    lambda: 'a\u20acb'.encode('ascii', 'ignore'),
    lambda: 'a\u20acb'.encode('ascii', 'replace'),
    lambda: 'a\u20acb'.encode('ascii', 'xmlcharrefreplace'),
    lambda: 'a\u20acb'.encode('ascii', 'backslashreplace'),
    lambda: 'a\ud800b'.encode('utf-8'),
    lambda: 'a\ud800b'.encode('utf-8', 'surrogatepass'),
    lambda: 'a\udc80b'.encode('utf-8', 'surrogateescape'),
    lambda: '\U0001f600'.encode('utf-16-le'),
    lambda: '\U0001f600'.encode('utf-16-be'),
    lambda: 'ab'.encode('utf-16'),
    lambda: 'ab'.encode('utf-32'),
    lambda: 'ab'.encode('utf-32-be'),
    lambda: b'\xe2\x82\xac'.decode(),
    lambda: b'\xe2\x82'.decode(),
    lambda: b'\xe2\x28'.decode(),
    lambda: b'\xff'.decode(),
    lambda: b'\xed\xa0\x80'.decode(),
    lambda: b'\xed\xa0\x80'.decode('utf-8', 'surrogatepass'),
    lambda: b'a\xffb'.decode('utf-8', 'ignore'),
    lambda: b'a\xffb'.decode('utf-8', 'replace'),
    lambda: b'a\xffb'.decode('utf-8', 'backslashreplace'),
    lambda: b'a\xffb'.decode('utf-8', 'surrogateescape'),
    lambda: b'\xf0\x9f'.decode('utf-8', 'replace'),
    lambda: b'\xf4\x90\x80\x80'.decode(),
    lambda: b'\xc0\x80'.decode(),
    lambda: b'a\x80'.decode('ascii'),
    lambda: b'a\x80'.decode('latin-1'),
    lambda: b'\xff\xfea\x00'.decode('utf-16'),
    lambda: b'a\x00b'.decode('utf-16-le'),
    lambda: b'\x00\xd8'.decode('utf-16-le'),
    lambda: b'abc'.decode('utf-32'),
    lambda: 'abc'.encode('US-ASCII'),
    lambda: 'abc'.encode('Utf_8'),
    lambda: 'abc'.encode(5),
    lambda: b'abc'.decode('ascii', 5),
    lambda: bytearray(b'ab').decode(),
]
for number, case in enumerate(cases):
    show(number, case)
