from _random import Random


def show(what, call):
    try:
        print(what, repr(call()))
    except Exception as e:
        print(what, type(e).__name__, e)


for seed in [0, 1, -1, 42, 2**31, 2**32, 2**32 + 1, 2**64 - 1, 2**100, -(2**100), 10**300, True]:
    r = Random(seed)
    print(seed, r.random(), r.getrandbits(1), r.getrandbits(8), r.getrandbits(32), r.getrandbits(33), r.getrandbits(64), r.getrandbits(100), r.random())
r = Random(7)
print([r.random() for _ in range(10)])
state = r.getstate()
print(len(state), state[-1], state[:5], sum(state))
first = [r.getrandbits(32) for _ in range(2000)]
print(sum(first), first[-1], r.getstate()[-1])
r.setstate(state)
print(first == [r.getrandbits(32) for _ in range(2000)])
r.seed(7)
print(r.random(), r.random())
show("seed", lambda: r.seed(1, 2))
show("seed", lambda: r.seed([]))
show("setstate", lambda: r.setstate([]))
show("setstate", lambda: r.setstate(()))
show("setstate", lambda: r.setstate((1,) * 624 + (625,)))
show("setstate", lambda: r.setstate((1,) * 624 + (-1,)))
show("setstate", lambda: r.setstate((1,) * 624 + (624,)))
print(r.random())
show("setstate", lambda: r.setstate((-1,) * 624 + (624,)))
show("setstate", lambda: r.setstate(("a",) * 624 + (624,)))
show("setstate", lambda: r.setstate((2**64,) * 624 + (624,)))
for bits in [0, -1, 1, 31, 32, 63, 64, 65, "a", 1.0]:
    r.seed(3)
    show(("bits", bits), lambda: r.getrandbits(bits))
r.seed(3)
big = r.getrandbits(100000)
print(big.bit_length(), big % 1000003)


class Own(Random):
    def random(self):
        return Random.random(self) + 1


own = Own(5)
print(own.random(), Random(5).random())
show("many", lambda: type(Random(1, 2)).__name__)
