"""BinHex until 3.10, iterators of deques, and unions of default dicts."""
import _collections
import binascii
import sys

deque, defaultdict = _collections.deque, _collections.defaultdict


def show(what, call):
    try:
        print(what, ascii(call()))
    except Exception as e:
        print(what, type(e).__name__, e)


if sys.version_info < (3, 9):
    # From 3.9 on they warn, and a warning needs the library.
    for data in (b"", b"abc", b"\x90\x90\x90", b"aaaaabbbbb" * 5, b"x" * 600, bytes(range(256)), bytearray(b"aaaa"), "text"):
        show("b2a", lambda: binascii.b2a_hqx(data))
        show("a2b", lambda: binascii.a2b_hqx(binascii.b2a_hqx(data) + b":"))
        show("short", lambda: binascii.rlecode_hqx(data))
        show("long", lambda: binascii.rledecode_hqx(binascii.rlecode_hqx(data)) == data)
    for text in (b"abc", b'"ab ', b'""', "\n!!\r\n!!:", b":abc", "\xe9", 5):
        show("a2b", lambda: binascii.a2b_hqx(text))
    for data in (b"\x90", b"\x90a", b"a\x90", b"a\x90\x05b\x90\x00", b"\x90\x00\x90\x03", b"a\x90\x01", 5):
        show("long", lambda: binascii.rledecode_hqx(data))
print(hasattr(binascii, "b2a_hqx"))

d = deque([1, 2, 3], 5)
show("times", lambda: (d * 2, 2 * d, d * 0, -1 * d, deque("ab") * 3))
show("times", lambda: d * "x")
for make in (iter, reversed):
    it = make(d)
    show("hint", lambda: (type(it).__name__, it.__length_hint__(), next(it), it.__length_hint__(), it.__reduce__()[1]))
    kind = type(it)
    show("new", lambda: (list(kind(d)), list(kind(d, 1)), list(kind(d, 9)), list(kind(d, -2))))
    show("new", lambda: kind(5))
    show("new", lambda: kind())
    show("new", lambda: kind(d, 1, 2))
    e = deque("abc")
    it = make(e)
    next(it)
    e.append("d")
    show("changed", lambda: it.__length_hint__())
    show("changed", lambda: next(it))
    show("changed", lambda: (it.__length_hint__(), it.__reduce__()[1]))
    show("rebuilt", lambda: list(kind(*kind(d, 2).__reduce__()[1])))

if sys.version_info >= (3, 9):
    class Sub(defaultdict):
        pass

    show("or", lambda: (defaultdict(int, a=1) | {"b": 2}, {"b": 2} | defaultdict(int, a=1), defaultdict(int, a=1) | defaultdict(list, a=3)))
    show("or", lambda: (type(Sub(int) | {}), type({} | Sub(int)), type(defaultdict(int) | Sub(list))))

    def inplace():
        one = defaultdict(int, a=1)
        one |= {"z": 3}
        one |= [("y", 4)]
        return one

    show("or", inplace)
