import gc
class D:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)
a = D(1)
b = D(2)
c = D(3)
def gen():
    try:
        yield 1
        yield 2
    finally:
        print("cleaned")
def gen2():
    try:
        yield 1
    except GeneratorExit:
        print("exit seen")
        raise
def bad():
    try:
        yield 1
    except GeneratorExit:
        yield 2
class C:
    def __enter__(self): print("enter"); return self
    def __exit__(self, *a): print("leave", a[0].__name__ if a[0] else None)
def withgen():
    with C():
        yield 1
        print("not here")
def left():
    for x in gen():
        break
left()
gc.collect()
g = gen2(); next(g)
w = withgen(); next(w)
never = gen()
print("end")
