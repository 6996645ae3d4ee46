# Arithmetic on small ints and floats: the four operations, floor division, modulo, power, unary operators.
print(1 + 2, 7 - 10, 6 * 7, 7 / 2, 7 // 2, 7 % 3, 2 ** 10)
print(-7 // 2, -7 % 2, 7 // -2, 7 % -2, -7 // -2, -7 % -2)
print(1.5 + 2, 0.1 + 0.2, 1e10 * 3, 7.0 // 2, -7.5 // 2, -7.5 % 2, 7.5 % -2)
print(2 ** -1, 2 ** 0.5, 4 ** 0.5, (-8) ** 3, 0 ** 0, 2.0 ** 3)
print(-5, +5, ~5, --5, -(-5), ~-1, not 5, not 0)
print(5 & 3, 5 | 3, 5 ^ 3, 1 << 10, 1024 >> 3, -1 >> 5, -8 >> 1)
print(1 + 2 * 3, (1 + 2) * 3, 2 ** 3 ** 2, -2 ** 2, 10 - 5 - 2, 100 / 10 / 2)
print(1 < 2, 2 < 1, 1 <= 1, 1 == 1.0, 1 != 2, 3 > 2 > 1, 3 > 2 > 2, 1 < 3 < 2)
print(True + True, True * 5, False - 1, True / 2, -True, ~True + 0 if False else 0)
x = 10
x += 5
print(x)
x -= 3
print(x)
x *= 2
print(x)
x //= 5
print(x)
x **= 3
print(x)
x %= 7
print(x)
x <<= 4
print(x)
x >>= 2
print(x)
x |= 3
print(x)
x &= 6
print(x)
x ^= 5
print(x)
y = 9
y /= 2
print(y)
print(abs(-3), abs(3.5), abs(-0.0), round(2.5), round(3.5), round(2.567, 2), round(-2.5))
print(divmod(17, 5), divmod(-17, 5), divmod(17, -5), divmod(7.5, 2))
print(pow(2, 10), pow(2, 10, 1000), pow(3, -1, 7), int(3.9), int(-3.9), float(3))
