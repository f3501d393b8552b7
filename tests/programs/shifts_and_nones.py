def shift(a, b):
    c = a << b
    d = c >> 1
    d >>= 1
    d <<= 2
    return c, d, -a >> b


def wait(values):
    seen = []
    value = None
    while value is None:
        value = values.pop()
        seen.append(value)
    while value is not None:
        value = values.pop()
        seen.append(value)
    return seen


print(shift(5, 3), shift(2 ** 70, 65), shift(True, 2))
print(wait([None, 7, 8, None, None]))
for bad in (lambda: 1 >> -1, lambda: 1 << -1, lambda: 1 >> 'x', lambda: 1.5 >> 1, lambda: [] << 1):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
