import cmath

inf, nan = float("inf"), float("nan")


def show(what, call):
    try:
        print(what, repr(call()))
    except Exception as e:
        print(what, type(e).__name__, e)


parts = [-inf, -2.5, -0.0, 0.0, 1.0, 7.0, inf, nan]
names = ["acos", "acosh", "asin", "asinh", "atan", "atanh", "cos", "cosh", "exp", "log", "log10", "phase", "polar", "sin", "sinh", "sqrt", "tan", "tanh", "isfinite", "isinf", "isnan"]


def near(value):
    # The last digits are those of the C library.
    if isinstance(value, complex):
        return "(%.12g %.12g)" % (value.real, value.imag)
    if isinstance(value, float):
        return "%.12g" % value
    if isinstance(value, tuple):
        return tuple(near(it) for it in value)
    return value


for name in names:
    f = getattr(cmath, name)
    for re in parts:
        for im in parts:
            if name == "atanh" and abs(re) == 1 and im == 0:
                continue
            show((name, re, im), lambda: near(f(complex(re, im))))
    for z in [1e308 + 1e308j, 1e-310 + 1e-310j, 710j, 710 + 1j, -710 + 1j, 1e5, "a", None, 2**2000, True]:
        show((name, str(z)[:20]), lambda: near(f(z)))
for r in [-inf, -1.0, 0.0, 2.0, inf, nan]:
    for phi in [-inf, -1.0, -0.0, 0.0, 3.0, inf, nan]:
        show(("rect", r, phi), lambda: near(cmath.rect(r, phi)))
show("log base", lambda: near(cmath.log(8, 2)))
show("log base", lambda: near(cmath.log(1j, 0)))
show("log base", lambda: near(cmath.log(1j, 1)))
show("log zero", lambda: cmath.log(0))
show("close", lambda: cmath.isclose(1 + 1e-10j, 1))
show("close", lambda: cmath.isclose(1, 2, rel_tol=0.6))
show("close", lambda: cmath.isclose(inf, inf))
show("close", lambda: cmath.isclose(1, 1, rel_tol=-1))
print(cmath.pi, cmath.e, cmath.tau, cmath.inf, cmath.nan, cmath.infj, cmath.nanj)


class C:
    def __complex__(self):
        return 3 + 4j


class Bad:
    def __complex__(self):
        return 1


show("object", lambda: cmath.polar(C()))
show("atanh", lambda: cmath.atanh(1))
show("few", lambda: cmath.sqrt())
