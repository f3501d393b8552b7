import sys


def show(what, call):
    try:
        print(what, repr(call()))
    except Exception as e:
        print(what, type(e).__name__, e)


if sys.version_info >= (3, 12):
    import _sha2
    makers = [_sha2.sha224, _sha2.sha256, _sha2.sha384, _sha2.sha512]
else:
    import _sha256, _sha512
    makers = [_sha256.sha224, _sha256.sha256, _sha512.sha384, _sha512.sha512]
import _md5, _sha1

for make in [_md5.md5, _sha1.sha1] + makers:
    print(make.__name__)
    for data in [b"", b"abc", b"a" * 1000, bytearray(b"ba"), memoryview(b"xyz")[1:]]:
        show(bytes(data)[:5], lambda: make(data).hexdigest())
    it = make(b"ab")
    other = it.copy()
    it.update(b"c")
    print(it.hexdigest() == make(b"abc").hexdigest(), other.hexdigest() == make(b"ab").hexdigest(), it.digest() == make(b"abc").digest())
    print(it.name, it.digest_size, it.block_size)
    show("str", lambda: make("abc"))
    show("int", lambda: make(1))
    show("update", lambda: it.update("x"))
    show("keyword", lambda: make(string=b"abc").hexdigest() == it.hexdigest())
    if sys.version_info >= (3, 9):
        show("use", lambda: make(b"", usedforsecurity=False).name)
