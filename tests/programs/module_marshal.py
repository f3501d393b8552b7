import marshal


def show(what, call):
    try:
        print(what, repr(call()))
    except Exception as e:
        print(what, type(e).__name__, e)


values = [None, True, False, Ellipsis, StopIteration, 0, 1, -1, 2**31, -2**31 - 1, 2**200, -2**100, 1.5, -0.0, 1e300, 1 + 2j, "", "abc", "\u00e9", "\u20ac\ud800", b"", b"xyz", (), (1, 2, (3,)), [], [1, [2]], {}, {"a": 1, 2: (3,)},
          set(), {1}, frozenset(), frozenset({2}), bytearray(b"ba")]
for value in values:
    for version in range(3):
        show((repr(value)[:30], version), lambda: marshal.dumps(value, version))
    show(repr(value)[:30], lambda: (marshal.loads(marshal.dumps(value)), type(marshal.loads(marshal.dumps(value))).__name__))
loop = [1]
loop.append(loop)
again = marshal.loads(marshal.dumps(loop))
print(again[1] is again, again[0])
shared = ["x"]
pair = marshal.loads(marshal.dumps([shared, shared]))
print(pair[0] is pair[1])


def function(a, b=2, *c, d, **e):
    x = [a + i for i in c]

    def inner():
        return x, a

    return inner() + (b, d, e)


code = marshal.loads(marshal.dumps(function.__code__))
print(code.co_name, code.co_varnames, code.co_cellvars, code.co_argcount, code.co_flags == function.__code__.co_flags, code.co_code == function.__code__.co_code, code.co_firstlineno == function.__code__.co_firstlineno)
made = type(function)(code, globals(), "made", (7,))
print(made(1, d=3), made(1, 2, 3, 4, d=5, z=6))
for bad in [b"", b"i", b"i\0\0", b"X", b"(\x01\0\0\0i", b"r\x05\0\0\0", b"0", b"s\xff\xff\x0f\0", b"[\x01\0\0\0", b"\xff"]:
    show(bad, lambda: marshal.loads(bad))
show("str", lambda: marshal.loads("abc"))
show("behind", lambda: marshal.loads(b"NNNN"))
show("object", lambda: marshal.dumps(object()))
show("class", lambda: marshal.dumps(int))
show("inside", lambda: marshal.dumps([1, {2: lambda: 0}]))
show("few", lambda: marshal.dumps())


class Own(int):
    pass


show("own", lambda: marshal.dumps(Own(5)))


class File:
    def __init__(self, data=b""):
        self.data, self.at = data, 0

    def write(self, data):
        self.data += bytes(data)
        return len(data)


file = File()
marshal.dump((1, "a"), file, 2)
marshal.dump([2], file, 2)
print(file.data)
print(marshal.version)
