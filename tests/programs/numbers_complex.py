def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


cases = [
    lambda: complex(1, 2),
    lambda: complex('1+2j'),
    lambda: (complex('j'), complex('-1j'), complex(' 1 ')),
    lambda: complex('1 + 2j'),
    lambda: complex('x'),
    lambda: complex('1', 2),
    lambda: complex(1, '2'),
    lambda: complex(1j, 2j),
    lambda: complex(),
    lambda: complex(None),
    lambda: (1+2j) + (3-4j),
    lambda: (1+2j) * (3-4j),
    lambda: (1+2j) / (3-4j),
    lambda: (1+2j) / 0,
    lambda: (1+2j) // 2,
    lambda: (1+2j) % 2,
    lambda: (1+2j) ** 2,
    lambda: (1+2j) ** -1,
    lambda: (1+2j) ** 0.5,
    lambda: 0j ** -1,
    lambda: 0j ** 0,
    lambda: abs(3+4j),
    lambda: (1+2j).conjugate(),
    lambda: ((1+2j).real, (1+2j).imag),
    lambda: ((1+2j) == (1+2j), (1+0j) == 1, (1+0j) == 1.0),
    lambda: (1+2j) < 2,
    lambda: hash(1+0j) == hash(1),
    lambda: (bool(0j), bool(1j)),
    lambda: (-(1+2j), +(1+2j)),
    lambda: int(1j),
    lambda: float(1j),
    lambda: round(1j),
    lambda: (repr(1e20j), repr(complex(0, -0.0)), repr(complex(-0.0, 1))),
    lambda: format(1+2j, '.2f'),
    lambda: format(1+2j, '>20'),
    lambda: format(1+2j, '=20'),
    lambda: '{:e}'.format(1+2j),
    lambda: str(1+2j),
    lambda: complex('nan+infj'),
    lambda: complex(real=1, imag=2),
    lambda: (1+2j).__getnewargs__(),
    lambda: 1j * 1j,
    lambda: 2 ** 1j,
    lambda: sum([1j, 2]),
    lambda: complex(10 ** 400),
]
for number, case in enumerate(cases):
    show(number, case)
