# Floats: repr, parsing, special values, formatting, rounding, arithmetic edges, hex: more.
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
