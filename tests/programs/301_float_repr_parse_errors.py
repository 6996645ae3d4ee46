# Floats: repr, parsing, special values, formatting, rounding, arithmetic edges, hex: the errors.
vals = [0.0, -0.0, 1.0, 0.1, 0.2, 0.3, 1 / 3, 2 / 3, 1e15, 1e16, 123456789012345680.0, 1e17, 1e21, 1e22, 1e-4, 1e-5, 0.00012, 1.5e-7, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 9007199254740993.0, 4.35, 0.1 + 0.2, 100.0, 1e100, 123.456, 3.141592653589793, 2 ** 62 * 1.0, 2.5e-310]
for v in vals:
    print(repr(v), repr(-v), str(v), f'{v:.3f}', f'{v:.10g}', f'{v:e}', f'{v:g}', v.hex(), v.is_integer())
inf, nan = float('inf'), float('nan')
for s in ('1.5', ' 2.5\n', '1e3', '.5', '5.', '-.5e-3', 'inf', '-Infinity', 'nan', '+1_000.5', '1e400', '1e-400', '0x10', '1e', '', '1__0', '_1', 'infinit', '1.2.3', '0.1e1_0', '١.٥', '9007199254740993', '2.4703282292062328e-324', '1' + '0' * 400, '179769313486231580793e289'):
    try:
        print(repr(s[:30]), float(s))
    except ValueError as e:
        print(str(e)[:80])
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: 1.0 / 0)
attempt(lambda: 1.0 // 0.0)
attempt(lambda: 1.0 % 0.0)
attempt(lambda: divmod(1.0, 0))
attempt(lambda: 0.0 ** -1)
attempt(lambda: 10.0 ** 400)
attempt(lambda: (-8.0) ** 0.5)
attempt(lambda: 1e308 * 10)
attempt(lambda: round(nan))
attempt(lambda: round(inf))
attempt(lambda: inf.as_integer_ratio())
attempt(lambda: nan.as_integer_ratio())
attempt(lambda: float.fromhex('zz'))
attempt(lambda: 1.5 << 1)
attempt(lambda: ~1.5)
attempt(lambda: 1.5 & 1)
attempt(lambda: int(1e30))
x = 0.0
for i in range(1000):
    x += 0.1 * i
    x *= 1.0000001 if i % 3 else 0.999
d = 1.0
while d / 2 != 0:
    d /= 2
import sys
