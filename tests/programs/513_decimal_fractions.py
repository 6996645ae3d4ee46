# decimal and fractions.
from decimal import *
from fractions import Fraction as F
D = Decimal
print(D('0.1') + D('0.2'), D('1') / D('3'), D('1.10') * 2, D('10') // D('3'), D('-10') % D('3'), D('2') ** D('0.5'), -D('1.50'), abs(D('-2')), D('1E+5'), D('1e-10'), D(5), D(0.1), D('NaN'), D('-Infinity'), D('sNaN'), D((1, (1, 2, 3), -2)), D('  1_000.5 '))
print(repr(D('1.0')), D('1.0') == 1, D('1.0') == D('1.00'), D('1.5') > 1.25, hash(D('2')) == hash(2), D('3') < F(7, 2), sorted([D('2'), D('1.5'), 1]), max(D('1'), D('2')), sum([D('0.1')] * 10), int(D('2.9')), float(D('0.5')), round(D('2.675'), 2), round(D('2.5')), D('123.456').quantize(D('0.01')), D('1.005').quantize(D('.01'), ROUND_HALF_UP))
for r in (ROUND_UP, ROUND_DOWN, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_05UP): print(r, [str(D(v).quantize(D('1'), r)) for v in ('2.5', '-2.5', '1.1', '-1.9', '3.5')])
with localcontext() as ctx:
    ctx.prec = 5
    print(D(1) / D(7), D('123456789') + 1, D(2).sqrt(), D(1).exp(), D(10).ln(), D(100).log10(), ctx.prec)
print(getcontext().prec, D(1) / D(7), D(2).sqrt(), D('1.2300').normalize(), D('100').normalize(), D('1e3').to_eng_string(), D('12.34').as_tuple(), D('12.5').as_integer_ratio(), D('1.23').adjusted(), D('5').compare(D('6')), D('7').fma(2, 3), D('1.5').is_signed(), D('NaN').is_nan(), D('3').scaleb(2), D('12').logical_and(D('10')) if False else '', D('0').is_zero(), D('9.99').to_integral_value(), D('-0'), D('1').copy_sign(D('-2')), D('2').next_plus())
print(f'{D("1234567.891"):,.2f} {D("0.5"):%} {D("1E+3"):f} {D("1.5"):>8} {D("1.5"):e} {D("3"):05}', str(D('1E-7')), str(D('0.000001')))
ctx = Context(prec=3, traps=[])
print(ctx.divide(D(1), D(3)), ctx.divide(D(1), D(0)), ctx.flags[DivisionByZero], ctx.create_decimal('1.23456'))
print(F(1, 3) + F(1, 6), F('0.25'), F(0.5), F('3/4') * 2, F(7, -14), F(1, 3) ** 2, F(1, 3) ** -1, F(5, 2) // 1, F(-5, 2) % 1, F(1, 2) + 0.5, F(22, 7).limit_denominator(5), F(3.14159).limit_denominator(100), repr(F(1, 2)), F(3, 2) > 1, F(1, 2) == 0.5, round(F(7, 2)), int(F(7, 2)), float(F(1, 3)), hash(F(1, 2)) == hash(0.5), F(D('0.1')), abs(F(-1, 2)), F(4, 2), F(1, 2).as_integer_ratio(), divmod(F(7, 2), 1), f'{F(1, 3):.3f}', F(5).numerator, sum([F(1, n) for n in range(1, 8)]))
