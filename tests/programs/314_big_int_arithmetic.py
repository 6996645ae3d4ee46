# Big ints at the borders of digits, against identities and checksums.
import math

edges = []
for bits in (61, 62, 63, 64, 65, 126, 127, 128, 129, 191, 192, 2559, 2560, 2561, 5120, 9000):
    for offset in (-2, -1, 0, 1, 2):
        edges.append((1 << bits) + offset)
edges += [10 ** n for n in (18, 19, 20, 38, 39, 100, 1000)]
edges += [0xFFFFFFFFFFFFFFFF0000000000000000FFFFFFFFFFFFFFFF, 3 ** 500, 7 ** 1000]
numbers = edges + [-n for n in edges] + [0, 1, -1, 5, -7]


def checksum(values):
    total = 0
    for value in values:
        total = (total * 1000003 + value) % ((1 << 89) - 1)
    return total


print(len(numbers))
print("add", checksum(a + b for a in numbers for b in numbers))
print("sub", checksum(a - b for a in numbers for b in numbers))
print("mul", checksum(a * b for a in numbers[::3] for b in numbers))
print("floordiv", checksum(a // b for a in numbers for b in numbers if b))
print("mod", checksum(a % b for a in numbers for b in numbers if b))
print("and", checksum(a & b for a in numbers for b in numbers))
print("or", checksum(a | b for a in numbers for b in numbers))
print("xor", checksum(a ^ b for a in numbers for b in numbers))
print("invert", checksum(~a for a in numbers), checksum(-a for a in numbers), checksum(abs(a) for a in numbers))
print("shifts", checksum(a << n for a in numbers for n in (0, 1, 63, 64, 65, 128, 200)), checksum(a >> n for a in numbers for n in (0, 1, 63, 64, 65, 128, 10000)))
print("order", checksum((a < b) + 2 * (a == b) + 4 * (a >= b) for a in numbers for b in numbers))
print("hash", checksum(hash(a) for a in numbers))
print("gcd", checksum(math.gcd(a, b) for a in numbers for b in numbers), checksum(math.lcm(a, b) for a in numbers[::5] for b in numbers[::3]))
print("isqrt", checksum(math.isqrt(a) for a in numbers if a >= 0), all(math.isqrt(a * a) == abs(a) and math.isqrt(a * a + 1) == max(abs(a), 1) for a in numbers))
print("bits", checksum(a.bit_length() * 10007 + a.bit_count() for a in numbers))
print("pow", checksum(pow(a, 65537, b) for a in numbers[::3] for b in numbers[::3] if b))
for a in numbers:
    for b in numbers:
        if b:
            q, r = divmod(a, b)
            if q * b + r != a or not (0 <= r < b or b < r <= 0) or (q, r) != (a // b, a % b):
                print("wrong", a, b)
floats = []
for a in numbers:
    try:
        floats.append(float(a))
    except OverflowError as e:
        floats.append(str(e))
print("float", checksum(hash(x) for x in floats if isinstance(x, float)), floats.count("int too large to convert to float"))
print("text", all(int(str(a)) == a for a in numbers), checksum(len(str(a)) for a in numbers))
print(2 ** 62, -(2 ** 62), 2 ** 62 - 1, -(2 ** 62) - 1, (2 ** 62 - 1) + 1 - 1, (-(2 ** 63)) // -1, -(2 ** 64) >> 64, -(2 ** 128 - 1) >> 64, (2 ** 64 - 1) * (2 ** 64 - 1))
big = 3 ** 40000
assert (big + 1) * (big - 1) == big * big - 1 and (big * big + 12345) // big == big and (big * big + 12345) % big == 12345
a, b = 0, 1
for _ in range(3000):
    a, b = b, a + b
print(a % 10 ** 30, math.factorial(1000) % (10 ** 9 + 7), math.comb(1000, 300) % (10 ** 9 + 7), math.gcd(a, math.factorial(300)))
for bad in ("2**70 << -1", "2**70 >> -1", "2**70 << 2**70", "2**70 // 0", "2**70 % 0", "divmod(2**70, 0)", "math.isqrt(-2**70)", "0 << 2**70", "2**70 >> 2**70", "-2**70 >> 2**70"):
    try:
        print(bad, eval(bad))
    except Exception as e:
        print(bad, type(e).__name__, e)
