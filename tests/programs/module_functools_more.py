def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


from _functools import partial, reduce, cmp_to_key

p = partial(pow, 2)
q = partial(int, base=2)


cases = [
    lambda: (p(3), p(3, 5), q('101'), partial(q, '11')()),
    lambda: (p.func is pow, p.args, p.keywords, q.keywords),
    lambda: partial(),
    lambda: partial(5),
    lambda: (partial(p, 4)(), partial(partial(max, 1), 5)(3)),
    lambda: q('12', base=3),
    lambda: (partial(dict, a=1)(b=2), partial(dict, a=1)(a=2)),
    lambda: (p.func.__name__, callable(p), type(p).__name__),
    lambda: partial(lambda *a, **k: (a, k), 1, x=2)(3, y=4),
    lambda: p.__reduce__()[1][0] is pow,
    lambda: (reduce(lambda a, b: a + b, [1, 2, 3]), reduce(max, [1, 3, 2], 9), reduce(lambda a, b: a + b, 'abc')),
    lambda: reduce(lambda a, b: a, []),
    lambda: reduce(lambda a, b: a, [], 5),
    lambda: reduce(5, [1, 2]),
    lambda: reduce(max, 5),
    lambda: reduce(max),
    lambda: (sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)), sorted('bca', key=cmp_to_key(lambda a, b: (a > b) - (a < b)))),
    lambda: cmp_to_key(lambda a, b: 0)(1) == cmp_to_key(lambda a, b: 0)(2),
    lambda: cmp_to_key(max)(1) < 5,
    lambda: cmp_to_key(),
    lambda: cmp_to_key(lambda a, b: a - b)(5).obj,
    lambda: max([1, 5, 3], key=cmp_to_key(lambda a, b: a - b)),
    lambda: sorted([1, 2], key=cmp_to_key(lambda a, b: 'x')),
    lambda: (p == partial(pow, 2), partial(len).args),
]
for number, case in enumerate(cases):
    show(number, case)
