import math
from math import *
print(pi, e, tau, inf, nan != nan, floor(2.7), ceil(2.1), trunc(-2.7), fabs(-3), sqrt(16), pow(2, 10), exp(0), log(e), log(8, 2), log2(8), log10(1000), hypot(3, 4), factorial(20), gcd(12, 18), gcd(-4, 6))
print(isnan(nan), isinf(-inf), isfinite(1), copysign(1, -0.0), modf(3.25), modf(-inf), frexp(8), ldexp(0.5, 4), fmod(-7, 3), remainder(7, 4), fsum([0.1] * 10), prod([1, 2, 3]), isclose(0.1 + 0.2, 0.3), degrees(pi), radians(180), isqrt(99), comb(10, 3), perm(5, 2), perm(4), dist((0, 0), (3, 4)))
print(sin(0), cos(0), tan(0), asin(1) == pi / 2, acos(1), atan(0), atan2(1, 1) == pi / 4, sinh(0), cosh(0), tanh(0), asinh(0), acosh(1), atanh(0), expm1(0), log1p(0), erf(0), gamma(5), lgamma(1), log(10**400) > 921, log2(2**1000), sqrt(10**300))
for bad in (lambda: sqrt(-1), lambda: log(0), lambda: log(-1), lambda: factorial(-1), lambda: acos(2), lambda: exp(1000), lambda: floor(inf), lambda: floor(nan), lambda: gcd(1.5, 2), lambda: sqrt('a'), lambda: pow(0, -1), lambda: fmod(1, 0), lambda: isqrt(-1), lambda: comb(-1, 2), lambda: ldexp(1, 10000), lambda: fsum([1e308, 1e308]), lambda: log(10, 1), lambda: dist([1], [1, 2]), lambda: math.nope, lambda: ceil('x')):
    try: print(bad())
    except Exception as ex: print(type(ex).__name__, ex)
class F:
    def __floor__(self): return 'fl'
    def __ceil__(self): return 'ce'
    def __trunc__(self): return 'tr'
    def __float__(self): return 2.0
    def __index__(self): return 9
print(floor(F()), ceil(F()), trunc(F()), sqrt(F()), gcd(F(), 6), isqrt(F()), floor(5), ceil(10**20), factorial(0), fsum([]), prod([]), fsum([1e16, 1, -1e16]))
print(math.gcd(12, 18), math.hypot(*([1.0] * 300)) > 17)
