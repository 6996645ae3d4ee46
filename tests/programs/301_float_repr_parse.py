# Floats: repr, parsing, special values, formatting, rounding, arithmetic edges, hex.
vals = [0.0, -0.0, 1.0, 0.1, 0.2, 0.3, 1 / 3, 2 / 3, 1e15, 1e16, 123456789012345680.0, 1e17, 1e21, 1e22, 1e-4, 1e-5, 0.00012, 1.5e-7, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 9007199254740993.0, 4.35, 0.1 + 0.2, 100.0, 1e100, 123.456, 3.141592653589793, 2 ** 62 * 1.0, 2.5e-310]
for v in vals:
    print(repr(v), repr(-v), str(v), f'{v:.3f}', f'{v:.10g}', f'{v:e}', f'{v:g}', v.hex(), v.is_integer())
inf, nan = float('inf'), float('nan')
print(inf, -inf, nan, inf - inf, inf * 0, inf + 1, -inf < inf, nan == nan, inf == inf, 1 / inf, -1 / inf, inf // 1, nan > 1, max(1.0, nan), 5 % inf, -5 % inf, -5.0 // inf)
for s in ('1.5', ' 2.5\n', '1e3', '.5', '5.', '-.5e-3', 'inf', '-Infinity', 'nan', '+1_000.5', '1e400', '1e-400', '0x10', '1e', '', '1__0', '_1', 'infinit', '1.2.3', '0.1e1_0', '١.٥', '9007199254740993', '2.4703282292062328e-324', '1' + '0' * 400, '179769313486231580793e289'):
    try:
        print(repr(s[:30]), float(s))
    except ValueError as e:
        print(str(e)[:80])
print(7.5 // 2, -7.5 // 2, 7.5 // -2, 7.5 % 2, -7.5 % 2, 7.5 % -2, 0.0 % -1, -0.0 % 1, 1e300 % 7, 5.0 // 0.3, -1e-20 % 1, divmod(-0.5, 1), divmod(1e16, 0.1)[0])
print(round(0.5), round(1.5), round(2.5), round(-0.5), round(2.675, 2), round(1.005, 2), round(1e22, 2), round(12345.678, -2), round(5e-324, 400), round(1.25, 1), round(0.15, 1), round(-2.5), round(1234.5, 0), round(1e15 + 0.5))
print((0.5).as_integer_ratio(), (0.1).as_integer_ratio(), (-2.0).as_integer_ratio(), float.fromhex('0x1.8p3'), float.fromhex('-0x1p-1074'), float.fromhex('inf'), (2.5).__trunc__(), (-2.5).__floor__(), (-2.5).__ceil__())
print(2.0 ** 0.5, 2 ** -2, 0.0 ** 0, nan ** 0, 1 ** nan, inf ** 0, (-2.0) ** 3, (-2.0) ** -3, 1e200 ** 0.5, 0.0 ** 5, (-0.0) ** 3, inf ** -1, (-inf) ** 3)
print(0.1 + 0.7, 1.1 * 3, 1e16 + 1, 1e16 + 2.0, 0.1 * 3, 1 - 0.9, 4.35 * 100, 1.1 + 2.2, 1e-16 + 1, sum([0.1] * 10), sum([1e308, 1e308, -1e308]), sum([1, 2.5, 1e100, -1e100]))
print(f'{1234567.891:,.2f} {0.000001:f} {1e10:.0f} {2.5:.0f} {3.5:.0f} {0.5:.0%} {1.0:#.0f} {12345.6789:.2e} {-0.0:+.1f} {-0.001:z.1f} {1e5:g} {1e6:g} {1234567:g} {0.0001:g} {0.00001:g} {1.0:g} {1.0:#g} {100000:.3g}')
print(f'{3.7:10}|{3.7:<10}|{3.7:^10}|{3.7:=+10}|{3.7:010.2f}|{-3.7:010.2f}|{inf:010}|{nan:+}|{1e300:.2f}'[:200], '%.3f|%10.2e|%-10g|%+g|%05.1f|%r' % (1.5, 12345.678, 0.5, 2.0, 3.14159, 0.1))
print(0.0 == -0.0, str(-0.0), [0.0 + -0.0, -0.0 + -0.0, -0.0 * 1, 0.0 * -1, -0.0 - 0.0, abs(-0.0), -(0.0)], min(0.0, -0.0), max(-0.0, 0.0), 0 * -1.0)
print(1.0.real, 1.5.imag, 1.5.conjugate(), float(True), float('1'), float(b'2.5'), float(10 ** 20), hash(1e300) == hash(int(1e300)), isinstance(1.0, float), 1e0 == 1, float.__getformat__('double')[:4])
x = 0.0
for i in range(1000):
    x += 0.1 * i
    x *= 1.0000001 if i % 3 else 0.999
print(x)
d = 1.0
while d / 2 != 0:
    d /= 2
print(d)
print([float(f'1e{k}') for k in (22, 23, -5, 308, -323, -324, 309)])
import sys
print(sys.float_info.max, sys.float_info.min, sys.float_info.epsilon, sys.float_info.dig, sys.float_info.mant_dig)
print(float.from_number(5), 3.0.__eq__(3), 3.0.__lt__('a'), 2.0.__pow__(3), 2.0.__rpow__(3), 1.5.__int__(), 1.5.__divmod__(1))
