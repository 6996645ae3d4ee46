# Ints across 2^31, 2^62, 2^63, 2^64: arithmetic, shifts, methods, conversions, bases: more.
print(bin(10), oct(-8), hex(255), hex(-2 ** 70), bin(2 ** 65), f'{2 ** 70:x} {2 ** 70:,} {-2 ** 70:_} {255:#010x} {2 ** 70:e} {10 ** 25:.3f} {12345:n}')
print(int('0b101', 2), int('0o17', 0), int('0xFF', 16), int('zz', 36), int('-0x10', 16), int('1' * 30), int('  -42\n'), int('٣'), int('1_2_3'), int('0', 0), int('-7fffffffffffffff', 16))
print((5).numerator, (5).denominator, (5).real, (5).imag, (5).conjugate(), (5).as_integer_ratio(), (5).is_integer(), True.bit_length(), (2 ** 100).__sizeof__() > 0)
print(int(2.0 ** 62), int(-2.0 ** 63), int(1e20), int(1.7976931348623157e308) % 10 ** 9, round(2 ** 70, -5), round(-15, -1), round(25, -1), round(35, -1), round(5, 2), round(12345, -10))
print(2 ** 53 + 1 == float(2 ** 53 + 1), 2 ** 62 < 2.0 ** 62 + 1, 2 ** 63 == 2.0 ** 63, 2 ** 1024 > float('inf'), -2 ** 1024 < -1e308, 10 ** 400 > 1e308, 2 ** 62 == float(2 ** 62), 1 / 3 == 1 // 3)
print((2 ** 62) / 2, (2 ** 100) / (2 ** 98), 1 / (2 ** 1070), (2 ** 53 + 1) / 1, (10 ** 18 + 1) / 10 ** 18, 7 / -2, 0 / -5, -0 / 5)
import math
print(math.factorial(30), math.gcd(2 ** 70, 6 ** 50), math.lcm(2 ** 40, 3 ** 20), math.isqrt(10 ** 41), math.comb(100, 50), math.perm(25, 12))
def fib(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a
print(fib(300), fib(100) * fib(99) % fib(50))
s = 0
for i in range(-5, 6):
    s = s * 10 ** 5 + i
print(s, -s // 10 ** 20, -s % 10 ** 20, s & ~(2 ** 80), (-s) & (2 ** 90 - 1), s | -2 ** 70, s ^ -2 ** 70)
