# math: functions, special values, domain errors, integer functions.
import math
from math import inf, nan
xs = [0.0, -0.0, 0.5, 1.0, -1.0, 2.5, 10.0, 1e-10, 100.25]
for f in (math.sin, math.cos, math.tan, math.atan, math.exp, math.sinh, math.cosh, math.tanh, math.asinh, math.erf, math.erfc, math.expm1, math.cbrt, math.exp2, math.degrees, math.radians, math.fabs, math.floor, math.ceil, math.trunc):
    print(f.__name__, [f(x) for x in xs])
for f in (math.log, math.log2, math.log10, math.sqrt, math.gamma, math.lgamma, math.log1p, math.isqrt):
    print(f.__name__, [f(x) for x in ((1, 2, 10, 100) if f is math.isqrt else (0.5, 1.0, 2.0, 10.0, 170.0))])
def attempt(f, *a):
    try:
        print(f.__name__, a, f(*a))
    except Exception as e:
        print(f.__name__, type(e).__name__, e)
for f, a in ((math.sqrt, (-1,)), (math.log, (0,)), (math.log, (-1,)), (math.log, (2, 1)), (math.acos, (2,)), (math.exp, (1000,)), (math.gamma, (0,)), (math.gamma, (-1,)), (math.factorial, (-1,)), (math.factorial, (1.5,)), (math.isqrt, (-1,)), (math.fmod, (1, 0)),
             (math.pow, (0, -1)), (math.pow, (-8, 1 / 3)), (math.floor, (inf,)), (math.ceil, (nan,)), (math.comb, (5, -1)), (math.perm, (3, 5)), (math.sin, ('a',)), (math.sqrt, (10 ** 400,)), (math.log, (10 ** 400,)), (math.ldexp, (1, 5000)), (math.sin, (inf,)), (math.remainder, (1, 0)), (math.log2, (2 ** 1000,)), (math.atanh, (1,))):
    attempt(f, *a)
print(math.pi, math.e, math.tau, math.inf, math.nan)
print(math.gcd(), math.gcd(12, 18, 8), math.lcm(4, 6), math.lcm(), math.comb(10, 3), math.perm(5), math.factorial(20), math.prod([1, 2, 3.5]), math.prod([], start=5), math.fsum([0.1] * 10), math.sumprod([1, 2], [3, 4]), math.dist((0, 0), (3, 4)), math.hypot(3, 4), math.hypot(1, 2, 3), math.hypot())
print(math.frexp(10.5), math.ldexp(0.5, 4), math.modf(-2.75), math.copysign(3, -0.0), math.fmod(-7, 3), math.remainder(7, 4), math.nextafter(1, 2), math.nextafter(0, 1, steps=3), math.ulp(1.0), math.fma(2, 3, 4), math.trunc(-2.7))
print(math.isnan(nan), math.isinf(-inf), math.isfinite(1), math.isclose(1, 1 + 1e-10), math.isclose(1, 1.1, rel_tol=0.2), math.isclose(0, 1e-10), math.isclose(0, 1e-10, abs_tol=1e-9), math.pow(2, 0.5), math.atan2(-0.0, -1), math.atan2(1, 1), math.log(8, 2), math.log(100, 10), math.asin(1), math.acosh(2), math.sqrt(2))
