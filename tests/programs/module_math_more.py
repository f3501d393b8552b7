def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


import math


cases = [
    lambda: (math.sqrt(2), math.isqrt(17), math.pow(2, 0.5), math.exp(1), math.log(10), math.log(8, 2), math.log2(8), math.log10(1000), math.log1p(1e-10), math.expm1(1e-10)),
    lambda: math.sqrt(-1),
    lambda: math.log(0),
    lambda: math.log(-1),
    lambda: math.isqrt(-1),
    lambda: (math.floor(-1.5), math.ceil(-1.5), math.trunc(-1.5), math.floor(10 ** 20), math.ceil(1e20)),
    lambda: math.floor(float('inf')),
    lambda: math.floor(float('nan')),
    lambda: (math.factorial(20), math.factorial(0), math.factorial(30)),
    lambda: math.factorial(-1),
    lambda: (math.gcd(12, 18), math.gcd(0, 0), math.gcd(-4, 6), math.gcd(10 ** 30, 10 ** 20)),
    lambda: (math.comb(5, 2), math.comb(5, 6), math.perm(5, 2), math.perm(5)),
    lambda: math.comb(-1, 2),
    lambda: (math.hypot(3, 4), math.hypot(), math.dist([1, 2], [4, 6])),
    lambda: math.dist([1], [1, 2]),
    lambda: (math.fsum([0.1] * 10), math.fsum([1e308, 1e308, -1e308])),
    lambda: (math.prod([1, 2, 3]), math.prod([], start=5), math.prod([0.5, 2])),
    lambda: (math.sin(1), math.cos(1), math.tan(1), math.asin(1), math.acos(1), math.atan(1), math.atan2(1, -1)),
    lambda: math.asin(2),
    lambda: (math.sinh(1), math.cosh(1), math.tanh(1), math.asinh(1), math.acosh(2), math.atanh(0.5)),
    lambda: math.atanh(1),
    lambda: math.cosh(1000),
    lambda: math.exp(1000),
    lambda: (math.degrees(math.pi), math.radians(180), math.pi, math.e, math.tau, math.inf, math.nan),
    lambda: (math.copysign(1, -0.0), math.fabs(-5), math.fmod(-7, 3), math.remainder(7, 4), math.modf(-1.5), math.frexp(10), math.ldexp(0.5, 4)),
    lambda: math.fmod(1, 0),
    lambda: math.ldexp(1, 5000),
    lambda: (math.isnan(math.nan), math.isinf(-math.inf), math.isfinite(1), math.isclose(1, 1 + 1e-10), math.isclose(1, 1.1, rel_tol=0.2), math.isclose(0, 1e-5, abs_tol=1e-4)),
    lambda: math.isclose(1, 1, rel_tol=-1),
    lambda: (math.gamma(5), math.erf(0.5), math.erfc(0.5)),
    lambda: math.gamma(-1),
    lambda: math.gamma(200),
    lambda: math.pow(0, -1),
    lambda: math.pow(-8, 1 / 3),
    lambda: (math.log(10 ** 400), math.log2(2 ** 2000), math.sqrt(10 ** 300)),
    lambda: math.sqrt('x'),
    lambda: math.floor('x'),
    lambda: (math.lcm(4, 6) if hasattr(math, 'lcm') else 'none', math.nextafter(1, 2) if hasattr(math, 'nextafter') else 'none', math.ulp(1.0) if hasattr(math, 'ulp') else 'none'),
    lambda: math.exp2(3) if hasattr(math, 'exp2') else 'none',
    lambda: (math.sumprod([1, 2], [3, 4]) if hasattr(math, 'sumprod') else 'none', math.fma(2, 3, 4) if hasattr(math, 'fma') else 'none'),
    lambda: math.trunc(object),
    lambda: math.hypot('a'),
]
for number, case in enumerate(cases):
    show(number, case)
