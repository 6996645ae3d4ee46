# Ints across 2^31, 2^62, 2^63, 2^64: arithmetic, shifts, methods, conversions, bases.
edges = [2 ** 30, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 61, 2 ** 62 - 1, 2 ** 62, 2 ** 62 + 1, 2 ** 63 - 1, 2 ** 63, 2 ** 64 - 1, 2 ** 64, 2 ** 128]
for e in edges:
    for v in (e, -e, -e - 1):
        print(v, v + 1, v - 1, -v, ~v, v * 2, v // 3, v % 7, v >> 1, v << 1, v & 0xff, v | 1, v ^ v, v.bit_length(), v.bit_count(), abs(v))
print([a * b for a in (2 ** 31, -2 ** 31, 3037000500) for b in (2 ** 31, -2 ** 31, 3037000500)])
print(2 ** 62 - 1 + 1 == 2 ** 62, -(-2 ** 62), (-2 ** 62) // -1, (-2 ** 63) // -1, divmod(-2 ** 62, -1), (2 ** 62) * 0, -2 ** 62 * -1)
x = 1
for i in range(130):
    x = x * 2 + (i & 1)
print(x, x.bit_length(), x & (2 ** 64 - 1))
for i in range(130):
    x = x // 2
print(x)
print(7 // 2, -7 // 2, 7 // -2, -7 // -2, 7 % -3, -7 % 3, divmod(10 ** 30, 7), divmod(-10 ** 30, 10 ** 10 + 1), divmod(10 ** 10, -10 ** 30))
print(1 << 100, (1 << 100) >> 98, -1 >> 100, -5 >> 1, (-1 << 70) >> 69, 0 << 1000, 5 >> 10 ** 20 if True else 0)
print(pow(3, 1000, 10 ** 9 + 7), pow(7, -3, 11), pow(-5, 3, 7), pow(2, 3, -5), pow(10 ** 20, 10 ** 5, 10 ** 15 + 37), 3 ** 200)
print((1000).to_bytes(2, 'big'), (1000).to_bytes(4, 'little'), (-2).to_bytes(2, 'big', signed=True), int.from_bytes(b'\x01\x02\x03'), int.from_bytes(b'\xff\xfe', 'little', signed=True), (5).to_bytes(), int.from_bytes([1, 2]))
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
