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
