import struct


def show(what, call):
    try:
        print(what, repr(call()))
    except Exception as e:
        print(what, type(e).__name__, e)


for prefix in "@=<>!":
    for letter in "xcbB?hHiIlLqQnNfdespP":
        show("size " + prefix + letter, lambda: struct.calcsize(prefix + letter))
        show("size " + prefix + "c3" + letter, lambda: struct.calcsize(prefix + "c3" + letter))
        show("size " + prefix + "c0" + letter, lambda: struct.calcsize(prefix + "c0" + letter))
for prefix in "@=<>":
    for letter in "bBhHiIlLqQnNP":
        for value in [0, 1, -1, 127, 128, 255, 256, 32767, 32768, 65535, 65536, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**63 - 1, 2**63, 2**64 - 1, 2**64,
                      -128, -129, -32768, -32769, -2**31, -2**31 - 1, -2**63, -2**63 - 1, -2**70, 1.0, "a", None, True]:
            show("pack %s%s %r" % (prefix, letter, value), lambda: struct.pack(prefix + letter, value))
    for letter in "fde":
        for value in [0, 1, -1, 1.5, -0.0, 0.1, 1e-8, 5.96e-8, 65504.0, 65519.999, 65520.0, -65520, 1e30, 1e39, 1e308, float("inf"), -float("inf"), 2**2000, "a", None, 2.9802322387695312e-08,
                      2.98023224e-08, 6.0975552e-5, 3.4028235677973366e+38, 3.4028234663852886e+38, 1e-45, 1e-46]:
            show("pack %s%s %.30r" % (prefix, letter, value), lambda: struct.pack(prefix + letter, value))
    for letter in "cs?p":
        for value in [b"", b"a", b"ab", bytearray(b"xyz"), "a", 1, None, [], [1], 0.0]:
            show("pack %s%s %r" % (prefix, letter, value), lambda: struct.pack(prefix + letter, value))
            show("pack %s3%s %r" % (prefix, letter, value), lambda: struct.pack(prefix + "3" + letter, value))
            # `0p` writes a byte that there is no room for, in CPython up to 3.13.
            if letter != "p":
                show("pack %s0%s %r" % (prefix, letter, value), lambda: struct.pack(prefix + "0" + letter, value))
for letter in "cbB?hHiIlLqQnNPfde":
    for prefix in "@=<>":
        size = [0]
        try:
            size = struct.calcsize(prefix + letter)
        except struct.error:
            continue
        for data in [bytes(size), b"\xff" * size, bytes(range(1, size + 1)), b"\x80" + bytes(size - 1), bytes(size - 1) + b"\x80", b"\x3c" * size]:
            show("unpack %s%s %r" % (prefix, letter, data), lambda: struct.unpack(prefix + letter, data))
for form in ["", "<", "@", "5s", "0s", "5p", "1p", "0p", "300p", "bhi", "<bhi", "bx2xh", "3b2h", "c", "ib", "bi0i", "b0q", " b h ", "b\th", "2", "b3", "y", "<n", "=P", "b<b", "3 b", "é", "b\0", b"bh", bytearray(b"b"), 3, None,
             "999999999999999999999b", "9223372036854775807b", "9223372036854775807h", "9223372036854775807b2b", "x", "3x", "?", "ss"]:
    show("size %r" % (form,), lambda: struct.calcsize(form))
    show("unpack %r" % (form,), lambda: struct.unpack(form, b"abcde"))
    show("new %r" % (form,), lambda: (struct.Struct(form).format, struct.Struct(form).size))
for form, data in [("5s", b"hello"), ("5p", b"\x03hello"[:5]), ("5p", b"\x09abcd"), ("1p", b"\x05"), ("2s3s", b"abcde"), ("0s5s", b"hello"), ("4x1s", b"hello"), ("2?", b"\0\2"), ("3c", b"abc")]:
    show("unpack %r %r" % (form, data), lambda: struct.unpack(form, data))
show("300p", lambda: struct.pack("300p", b"a" * 400)[:3])
show("300p back", lambda: len(struct.unpack("300p", struct.pack("300p", b"a" * 400))[0]))
for form, values in [("bb", (1,)), ("bb", (1, 2, 3)), ("", ()), ("", (1,)), ("3s2b", (b"ab", 1, 2)), ("xbxh", (1, 2)), ("<bhiq", (1, 2, 3, 4)), (">bhiq", (1, 2, 3, 4)), ("@bhiq", (1, 2, 3, 4)), ("@b0i", (1,)), ("3b", (1, 2, 3))]:
    show("pack %r %r" % (form, values), lambda: struct.pack(form, *values))
show("pack nothing", lambda: struct.pack())
show("pack int", lambda: struct.pack(1))
show("unpack short", lambda: struct.unpack("i", b"abc"))
show("unpack str", lambda: struct.unpack("i", "abcd"))
show("unpack array", lambda: struct.unpack("<i", bytearray(b"abcd")))
show("unpack view", lambda: struct.unpack("<i", memoryview(b"xabcdx")[1:5]))
for args in [("<h", bytes(5), 0), ("<h", bytes(5), 3), ("<h", bytes(5), 4), ("<h", bytes(5), -2), ("<h", bytes(5), -1), ("<h", bytes(5), -6), ("<h", bytes(5), 10), ("<h", b""), ("<h", bytes(1)), ("<h", "ab"), ("<h", bytes(3), "a"), ("<h", bytes(3), 10**30), ("<h", bytes(3), -10**30)]:
    show("unpack_from %.60r" % (args,), lambda: struct.unpack_from(*args))
show("unpack_from keywords", lambda: struct.unpack_from("<h", buffer=b"abcd", offset=1))
for offset in [0, 1, 3, 4, -2, -1, -5, -6, 10]:
    def into():
        buffer = bytearray(b"....." )
        struct.pack_into("<h", buffer, offset, 0x4142)
        return buffer
    show("pack_into %r" % offset, into)
show("pack_into few", lambda: struct.pack_into("<h", bytearray(5)))
show("pack_into none", lambda: struct.pack_into("<h"))
show("pack_into nothing", lambda: struct.pack_into())
show("pack_into no value", lambda: struct.pack_into("<h", bytearray(5), 0))
show("pack_into bytes", lambda: struct.pack_into("<h", b"abcde", 0, 1))
show("pack_into str", lambda: struct.pack_into("<h", "abcde", 0, 1))
show("pack_into offset", lambda: struct.pack_into("<h", bytearray(3), "a", 1))
show("pack_into big", lambda: struct.pack_into("<h", bytearray(3), 10**30, 1))
buffer = bytearray(b"......")
struct.pack_into("<h", memoryview(buffer)[2:], 1, 0x4142)
print(buffer)
s = struct.Struct("<hb")
show("Struct.pack", lambda: s.pack(1, 2))
show("Struct.pack few", lambda: s.pack(1))
show("Struct.unpack", lambda: s.unpack(b"abc"))
show("Struct.unpack few", lambda: s.unpack(b"ab"))
show("Struct.unpack nothing", lambda: s.unpack())
show("Struct.unpack_from", lambda: s.unpack_from(b"abcdef", 2))
show("Struct.unpack_from keyword", lambda: s.unpack_from(buffer=b"abcdef", offset=1))
show("Struct.unpack_from far", lambda: s.unpack_from(b"abcdef", 4))
show("Struct.iter_unpack", lambda: list(s.iter_unpack(b"abcdef")))
show("Struct.iter_unpack odd", lambda: list(s.iter_unpack(b"abcde")))
show("iter_unpack", lambda: list(struct.iter_unpack(">H", b"abcdef")))
show("iter_unpack empty", lambda: list(struct.iter_unpack(">H", b"")))
show("iter_unpack nothing", lambda: list(struct.iter_unpack("", b"")))
it = struct.iter_unpack(">H", b"abcdef")
print(it.__length_hint__(), next(it), it.__length_hint__(), list(it), it.__length_hint__(), list(it), type(it).__name__)
show("Struct", lambda: struct.Struct())
show("Struct bytes", lambda: struct.Struct(b"<hb").format)
show("Struct keyword", lambda: struct.Struct(format="<hb").size)
show("Struct", lambda: s.format + "!")
print(struct.Struct("i") == struct.Struct("i"), struct.Struct.__name__, struct.error.__name__, struct.error.__module__, struct.error.__mro__)


class Own(struct.Struct):
    def __init__(self, form, more):
        struct.Struct.__init__(self, form)
        self.more = more

    def twice(self, *values):
        return self.pack(*values) * 2


show("own", lambda: (struct.Struct.__new__(Own, "b"), 1)[1])
class Index:
    def __index__(self):
        return 7


show("index", lambda: struct.pack("<bhq", Index(), Index(), Index()))
class Bad:
    def __index__(self):
        raise KeyError("bad")


show("bad index", lambda: struct.pack("<b", Bad()))
show("bad truth", lambda: struct.pack("?", type("T", (), {"__bool__": lambda self: 1})()))
show("float", lambda: struct.pack("<f", type("F", (), {"__float__": lambda self: 2.5})()))
print(sorted(n for n in dir(struct) if not n.startswith("_")))
show("huge", lambda: struct.calcsize("4611686018427387904s4611686018427387904s"))
print(struct._clearcache())
