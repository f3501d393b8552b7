def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


import sys

Proxy = type(type.__dict__)
Namespace = type(sys.implementation)
p = Proxy({'a': 1, 'b': [2]})
n = Namespace(x=1, y='two')
Cell = type((lambda q: lambda: q)(1).__closure__[0])


cases = [
    lambda: (p['a'], p.get('z', 5), len(p), list(p), 'a' in p, p.keys() == {'a', 'b'}),
    lambda: p['z'],
    lambda: p.__setitem__,
    lambda: (p.copy(), p == {'a': 1, 'b': [2]}, dict(p)),
    lambda: (repr(p), str(p)),
    lambda: (list(p.items()), list(p.values())),
    lambda: Proxy(5),
    lambda: Proxy([1]),
    lambda: (n.x, n.y, repr(n)),
    lambda: (setattr(n, 'z', 3), n),
    lambda: (delattr(n, 'x'), n),
    lambda: (n == Namespace(y='two', z=3), n == Namespace(), n != 5),
    lambda: Namespace(1),
    lambda: (Cell(5).cell_contents, Cell(1) == Cell(1), Cell(1) < Cell(2)),
    lambda: Cell().cell_contents,
    lambda: (lambda c: (setattr(c, 'cell_contents', 9), c.cell_contents))(Cell()),
    lambda: type(n)(**{'a b': 1}),
    lambda: (sys.implementation.name, sys.version_info >= (3, 8), sys.version_info.major),
    lambda: (sys.flags.optimize, sys.byteorder, sys.maxunicode),
    lambda: (sys.float_info.max, sys.float_info.dig, sys.int_info.bits_per_digit),
    lambda: sys.intern('abc') is sys.intern('abc'),
    lambda: (sys.getsizeof([]) > 0, sys.getrefcount is not None),
    lambda: sys.getrecursionlimit() > 0,
    lambda: sys.setrecursionlimit(-1),
    lambda: (type(sys.version_info).__name__, sys.version_info[:2] == (sys.version_info.major, sys.version_info.minor)),
    lambda: (sys.exc_info(), sys.getdefaultencoding(), sys.getfilesystemencoding()),
    lambda: (sys.is_finalizing(), sys.api_version > 1000),
    lambda: (len(sys.builtin_module_names) > 10, 'sys' in sys.modules, sys.modules['sys'] is sys),
]
for number, case in enumerate(cases):
    show(number, case)
