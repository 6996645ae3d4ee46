# decimal and fractions: the errors.
from decimal import *
from fractions import Fraction as F
D = Decimal
for r in (ROUND_UP, ROUND_DOWN, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_05UP): print(r, [str(D(v).quantize(D('1'), r)) for v in ('2.5', '-2.5', '1.1', '-1.9', '3.5')])
with localcontext() as ctx:
    ctx.prec = 5
    print(D(1) / D(7), D('123456789') + 1, D(2).sqrt(), D(1).exp(), D(10).ln(), D(100).log10(), ctx.prec)
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: D('abc'))
attempt(lambda: D(1) / 0)
attempt(lambda: D(0) / 0)
attempt(lambda: D(1) + 0.5)
attempt(lambda: D('sNaN') + 1)
attempt(lambda: D(-1).sqrt())
attempt(lambda: D(1).quantize(D('1e-50')))
attempt(lambda: D('NaN') < 1)
attempt(lambda: int(D('Infinity')))
attempt(lambda: D([]))
ctx = Context(prec=3, traps=[])
attempt(lambda: F(1, 0))
attempt(lambda: F('x'))
attempt(lambda: F(1, 2) + 'a')
attempt(lambda: F(1.5, 2))
