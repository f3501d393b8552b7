import _heapq


def show(what, call):
    try:
        print(what, repr(call()))
    except Exception as e:
        print(what, type(e).__name__, e)


def numbers(n, seed=1):
    out = []
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) % 2**31
        out.append(seed // 7 % 1000)
    return out


for n in [0, 1, 2, 3, 4, 5, 10, 33, 3000]:
    heap = numbers(n, n + 1)
    _heapq.heapify(heap)
    print(n, heap[:20], sum(i * x for i, x in enumerate(heap)))
    popped = [_heapq.heappop(heap) for _ in range(n)]
    print(popped == sorted(numbers(n, n + 1)), heap)
heap = []
for n in numbers(40):
    _heapq.heappush(heap, n)
    print(heap[0], end=" ")
print(heap)
for n in [5, 500, 2000, -1]:
    print(n, _heapq.heappushpop(heap, n), _heapq.heapreplace(heap, n), heap)
for name in ["heappush", "heappop", "heappushpop", "heapreplace", "heapify"]:
    f = getattr(_heapq, name)
    args = (1,) if name not in ("heappop", "heapify") else ()
    show((name, "tuple"), lambda: f((), *args))
    show((name, "empty"), lambda: f([], *args))
    show((name, "few"), lambda: f())
    show((name, "many"), lambda: f([], 1, 2, 3))
    show((name, "kinds"), lambda: f([1, "a", 2], *args))
    show((name, "keyword"), lambda: f(heap=[]))


class Item:
    def __init__(self, n, heap=None):
        self.n, self.heap = n, heap

    def __lt__(self, other):
        if self.heap is not None:
            self.heap.clear()
        return self.n < other.n

    def __repr__(self):
        return "Item(%d)" % self.n


heap = [Item(3), Item(1), Item(2), Item(1)]
_heapq.heapify(heap)
print(heap, _heapq.heappop(heap), heap)
for name in ["heappush", "heappop", "heapify", "heapreplace"]:
    heap = [Item(1), Item(2), Item(3), Item(4)]
    heap[0].heap = heap[1].heap = heap[2].heap = heap[3].heap = heap
    args = (Item(0, heap),) if name not in ("heappop", "heapify") else ()
    show((name, "changed"), lambda: getattr(_heapq, name)(heap, *args))


class Own(list):
    pass


own = Own([3, 1, 2])
_heapq.heapify(own)
print(own, _heapq.heappop(own), own)
if hasattr(_heapq, "_heapify_max"):
    heap = numbers(25)
    _heapq._heapify_max(heap)
    print(heap)
    print(_heapq._heapreplace_max(heap, 3), heap)
    print([_heapq._heappop_max(heap) for _ in range(25)])
    show("max", lambda: _heapq._heappop_max([]))
    show("max", lambda: _heapq._heappop_max(()))
print(_heapq.__about__[:13])
