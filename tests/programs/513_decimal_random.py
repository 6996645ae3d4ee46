# Random decimal operations in random contexts: a checksum of results and flags for each operation.
import random
import zlib
from decimal import *

R = random.Random(2024)
ROUNDINGS = [ROUND_UP, ROUND_DOWN, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_05UP]
BINARY = "add subtract multiply divide divide_int remainder remainder_near compare compare_total compare_total_mag max min max_mag min_mag quantize next_toward scaleb shift rotate same_quantum divmod copy_sign logical_and logical_or logical_xor compare_signal".split()
UNARY = "sqrt normalize plus minus abs to_integral_exact to_integral_value next_plus next_minus logb number_class to_sci_string to_eng_string is_normal is_subnormal logical_invert".split()
sums = {}


def number(most=40):
    if R.random() < 0.03:
        return Decimal(R.choice(["Infinity", "-Infinity", "NaN", "-NaN12", "sNaN7", "0", "-0", "0E+5", "-0E-7"]))
    digits = R.choice([1, 2, 3, 9, 18, 19, 28, 29, 37, 38, 39, 40, 60])
    alphabet = R.choice(["0123456789", "09", "999", "000001", "5"])
    return Decimal(R.choice(["", "-"]) + "".join(R.choice(alphabet) for _ in range(digits)) + "E%d" % R.randint(-most, most))


def context():
    limits = R.choice([(-999999, 999999), (-999999, 999999), (-95, 96), (-10, 50), (-6143, 6144), (0, 10)])
    precision = R.choice([1, 2, 7, 9, 16, 28, 28, 34, 38, 39, 50, 80])
    return Context(prec=precision, Emin=limits[0], Emax=limits[1], rounding=R.choice(ROUNDINGS), clamp=R.randint(0, 1), traps=[])


def note(name, c, result):
    flags = sum(1 << i for i, flag in enumerate(c.flags.values()) if flag)
    sums[name] = zlib.crc32(f"{result} {flags}".encode(), sums.get(name, 0))


for _ in range(4000):
    c = context()
    name = R.choice(BINARY)
    a, b = number(), number()
    if name in ("scaleb", "shift", "rotate"):
        b = Decimal(R.randint(-c.prec - 1, c.prec + 1))
    note(name, c, getattr(c, name)(a, b))
for _ in range(1500):
    c = context()
    name = R.choice(UNARY)
    note(name, c, getattr(c, name)(number()))
for _ in range(300):
    c = context()
    note("fma", c, c.fma(number(), number(), number()))
    for name in ("exp", "ln", "log10"):
        c.clear_flags()
        a = Decimal(R.randint(1, 10 ** R.randint(1, 40))).scaleb(-R.randint(0, 40))
        note(name, c, getattr(c, name)(a if name != "exp" else a.copy_sign(R.choice([-1, 1]))))
    c.clear_flags()
    a, b = Decimal(R.randint(1, 10 ** 9)).scaleb(-R.randint(0, 9)), R.choice([Decimal(R.randint(-30, 30)), Decimal("0.5"), Decimal(R.randint(-999, 999)) / 100])
    note("power", c, c.power(a, b))
for _ in range(1500):
    setcontext(context())
    spec = "".join(R.choice(part) for part in (["", "<", ">", "^", "=", "*<", "x>"], ["", "+", " ", "-"], ["", "z"], ["", "#"], ["", "5", "12", "40"], ["", "", ",", "_"], ["", ".0", ".3", ".10", ".25"], ["", "e", "E", "f", "F", "g", "G", "%"]))
    note("format", getcontext(), format(number(), spec))
for name, value in sorted(sums.items()):
    print(name, value)
