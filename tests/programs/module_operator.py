import _operator as o


def show(what, call):
    try:
        print(what, repr(call()))
    except Exception as e:
        print(what, type(e).__name__, e)


values = [0, 7, -3, 2.5, True, "ab", b"xy", [1, 2], (3,), {1, 2}, {"k": 1}, None, 1 + 2j]
for name in ["add", "mul", "floordiv", "mod", "lshift", "and_", "or_", "matmul", "lt", "concat", "contains", "getitem", "countOf", "indexOf"]:
    f = getattr(o, name)
    for a in values:
        for b in [2, "a", 1.5, [1]]:
            show((name, a, b), lambda: f(a, b))
for name in ["neg", "pos", "inv", "invert", "abs", "not_", "truth", "index"]:
    for a in values:
        if a is True and name.startswith("inv"):
            continue  # a warning since 3.12
        show((name, a), lambda: getattr(o, name)(a))
for name in ["iadd", "isub", "iconcat", "iand", "ior", "ixor", "ifloordiv", "ilshift", "imod", "irshift", "itruediv", "ipow", "imatmul"]:
    for a in [5, [1, 2], {1, 5}, "ab"]:
        for b in [2, [7], {5}]:
            show((name, a, b), lambda: getattr(o, name)(list(a) if type(a) is list else a, b))
print(o.pow(2, 10), o.ne(1, 2), o.le(1, 1), o.gt(1, 2), o.ge(2, 2), o.is_(None, None), o.is_not(1, None))
items = [1, 2, 3]
o.setitem(items, 0, 9)
o.delitem(items, 1)
print(items)
show("setitem", lambda: o.setitem((), 0, 1))
show("delitem", lambda: o.delitem({}, 0))
show("few", lambda: o.add(1))
show("keyword", lambda: o.add(a=1, b=2))
show("neg few", lambda: o.neg())


class Hint:
    def __init__(self, hint):
        self.hint = hint

    def __length_hint__(self):
        if isinstance(self.hint, Exception):
            raise self.hint
        return self.hint


for it in [[1, 2], iter([1, 2, 3]), 5, Hint(4), Hint(-1), Hint("a"), Hint(NotImplemented), Hint(TypeError("t")), Hint(KeyError("k")), "abc", iter(range(7))]:
    show("length_hint", lambda: o.length_hint(it))
    show("length_hint 10", lambda: o.length_hint(it, 10))
show("length_hint a", lambda: o.length_hint([], "a"))


class P:
    class q:
        r = "deep"

    def method(self, *args, **kwargs):
        return args, kwargs

    s = 5


for call in [lambda: o.itemgetter(1), lambda: o.itemgetter(1, "a"), lambda: o.itemgetter(), lambda: o.attrgetter("a.b"), lambda: o.attrgetter("a", "b"), lambda: o.attrgetter(), lambda: o.attrgetter(1), lambda: o.attrgetter("a", 1),
             lambda: o.methodcaller("m"), lambda: o.methodcaller("m", 1, x=2), lambda: o.methodcaller(), lambda: o.methodcaller(1), lambda: o.itemgetter(x=1), lambda: o.attrgetter(x=1)]:
    show("make", call)
show("itemgetter", lambda: o.itemgetter(1)([5, 6]))
show("itemgetter", lambda: o.itemgetter(1, 0, -1)("abc"))
show("itemgetter", lambda: o.itemgetter("k")({"k": 1}))
show("itemgetter", lambda: o.itemgetter("k")({}))
show("itemgetter", lambda: o.itemgetter(5)([]))
show("itemgetter", lambda: o.itemgetter(slice(1, 3))("abcd"))
show("itemgetter", lambda: o.itemgetter(1)())
show("itemgetter", lambda: o.itemgetter(1)([], []))
show("itemgetter", lambda: o.itemgetter(1)(x=1))
show("attrgetter", lambda: o.attrgetter("q.r")(P))
show("attrgetter", lambda: o.attrgetter("s", "q.r")(P()))
show("attrgetter", lambda: o.attrgetter("s.t")(P()))
show("attrgetter", lambda: o.attrgetter("s")())
show("methodcaller", lambda: o.methodcaller("method", 1, x=2)(P()))
show("methodcaller", lambda: o.methodcaller("upper")("abc"))
show("methodcaller", lambda: o.methodcaller("nothing")("abc"))
show("methodcaller", lambda: o.methodcaller("upper")())
show("methodcaller", lambda: o.methodcaller("split", sep=",")("a,b"))
for it in [o.itemgetter(1, 2), o.attrgetter("a.b", "c"), o.methodcaller("m", 1)]:
    show("reduce", it.__reduce__)
for a in ["abc", "abd", b"abc", bytearray(b"abc"), "é", 1, "ab"]:
    for b in ["abc", b"abc"]:
        show(("digest", a, b), lambda: o._compare_digest(a, b))


class Index:
    def __index__(self):
        return 5


show("index", lambda: o.index(Index()))
show("index", lambda: o.index(2**70))
if hasattr(o, "call"):
    show("call", lambda: o.call(dict, [("a", 1)], b=2))
    show("call", lambda: o.call())
print(o.__name__, o.itemgetter.__module__, o.add.__name__)
