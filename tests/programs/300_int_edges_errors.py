# Ints across 2^31, 2^62, 2^63, 2^64: arithmetic, shifts, methods, conversions, bases: the errors.
edges = [2 ** 30, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 61, 2 ** 62 - 1, 2 ** 62, 2 ** 62 + 1, 2 ** 63 - 1, 2 ** 63, 2 ** 64 - 1, 2 ** 64, 2 ** 128]
for e in edges:
    for v in (e, -e, -e - 1):
        print(v, v + 1, v - 1, -v, ~v, v * 2, v // 3, v % 7, v >> 1, v << 1, v & 0xff, v | 1, v ^ v, v.bit_length(), v.bit_count(), abs(v))
x = 1
for i in range(130):
    x = x * 2 + (i & 1)
for i in range(130):
    x = x // 2
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: 1 << -1)
attempt(lambda: 1 >> -1)
attempt(lambda: 1 // 0)
attempt(lambda: 1 % 0)
attempt(lambda: 10 ** 30 // 0)
attempt(lambda: divmod(1, 0))
attempt(lambda: 0 ** -1)
attempt(lambda: pow(2, -1, 4))
attempt(lambda: pow(2, 5, 0))
attempt(lambda: 1 << (2 ** 70))
attempt(lambda: int('9' * 5000))
attempt(lambda: len(str(10 ** 4299)))
attempt(lambda: str(10 ** 5000))
attempt(lambda: (2 ** 70).to_bytes(8))
attempt(lambda: (-1).to_bytes(2))
attempt(lambda: float(10 ** 400))
attempt(lambda: 10 ** 400 / 3)
attempt(lambda: 10 ** 400 / 10 ** 399)
attempt(lambda: 2 ** 0.5 ** 1000)
attempt(lambda: (-8) ** (1 / 3))
attempt(lambda: int.from_bytes('x'))
import math
def fib(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a
s = 0
for i in range(-5, 6):
    s = s * 10 ** 5 + i
