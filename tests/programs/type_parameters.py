# since 3.12
type A[K] = dict[K, int]
print(A, A.__name__, A.__type_params__, A.__value__)
def bounded[T: int, U: (str, bytes)](x: T, y: U): return x
t, u = bounded.__type_params__
print(t.__name__, t.__bound__, u.__constraints__, t.__covariant__, t.__infer_variance__)
x = [i for i in range(3)]
class C:
    y = 5
    z = [y for _ in range(2)] if False else 1
    w = [i * 2 for i in range(3)]
print(C.w, x)
def outer():
    v = 1
    return [lambda: v + i for i in range(2)][1]()
print(outer(), [[j for j in range(i)] for i in range(3)], {k: v for k, v in zip('ab', [1, 2])})
print(f"{'a' + f'{1 + 1}'!r:>5} {x!r} {"nested"}")
def loc():
    a = 1
    [b for b in range(2)]
    return sorted(locals())
print(loc())
