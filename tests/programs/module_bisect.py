import _bisect


def show(what, call):
    try:
        print(what, repr(call()))
    except Exception as e:
        print(what, type(e).__name__, e)


names = ["bisect_left", "bisect_right", "insort_left", "insort_right"]
data = [1, 2, 2, 2, 5, 7, 7, 10]
for name in names:
    f = getattr(_bisect, name)
    for x in [0, 1, 2, 3, 7, 10, 11, 2.0]:
        copy = list(data)
        show((name, x), lambda: (f(copy, x), copy))
        show((name, x, "part"), lambda: (f(copy, x, 2, 4), copy))
    show((name, "lo"), lambda: f([], 1, -1))
    show((name, "hi"), lambda: f([1, 2], 1, 0, 5))
    show((name, "hi -1"), lambda: f([1, 2], 3, 0, -1))
    show((name, "hi None"), lambda: f([1, 2], 3, lo=0, hi=None))
    show((name, "words"), lambda: f(a=[1, 2, 3], x=2, lo=1, hi=2))
    show((name, "order"), lambda: f(["a"], 1))
    show((name, "few"), lambda: f([1]))
    show((name, "none"), lambda: f(1, 2))
    show((name, "float"), lambda: f([1, 2], 1, 0.5))


class Own(list):
    def insert(self, at, x):
        print("insert", at, x)
        list.insert(self, at, x)


class Seq:
    def __init__(self):
        self.items = [1, 3, 5]

    def __len__(self):
        return len(self.items)

    def __getitem__(self, at):
        print("get", at)
        return self.items[at]

    def insert(self, at, x):
        print("insert", at, x)
        self.items.insert(at, x)


own = Own([1, 3])
_bisect.insort_right(own, 2)
print(own)
seq = Seq()
print(_bisect.bisect_left(seq, 4))
_bisect.insort_left(seq, 3)
print(seq.items)


class Strange:
    def __lt__(self, other):
        raise KeyError("strange")


show("raises", lambda: _bisect.bisect_left([Strange()], 1))
show("raises", lambda: _bisect.bisect_right([Strange()], Strange()))


def by_key(f):
    items = [(1, "a"), (2, "b"), (2, "c"), (3, "d")]
    return f(items, 2, key=lambda it: it[0])


show("key left", lambda: by_key(_bisect.bisect_left))
show("key right", lambda: by_key(_bisect.bisect_right))
many = list(range(0, 10000, 3))
print(sum(_bisect.bisect_left(many, n) for n in range(0, 10000, 7)), sum(_bisect.bisect_right(many, n) for n in range(0, 10000, 7)))
