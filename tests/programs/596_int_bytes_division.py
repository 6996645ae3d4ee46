"""Big ints: bytes both ways, inverses, true division."""
import hashlib
import random

random.seed(596)
digest = hashlib.sha256()


def note(f, *args, **keywords):
    try:
        result = f(*args, **keywords)
    except (OverflowError, ValueError, ZeroDivisionError) as e:
        result = e
    digest.update(repr(result).encode())
    return result


for _ in range(150):
    n, m = random.getrandbits(random.randint(1, 700)), random.getrandbits(random.randint(1, 700)) | 1
    power = 1 << random.randint(60, 200)
    for number in (n, -n, power, -power, power - 1):
        for length in (random.randint(0, 90), (number.bit_length() + 7) // 8, (number.bit_length() + 8) // 8, number.bit_length() // 8):
            for order in ("big", "little"):
                for signed in (False, True):
                    data = note(number.to_bytes, length, order, signed=signed)
                    if isinstance(data, bytes):
                        assert int.from_bytes(data, order, signed=signed) == number
    data = random.randbytes(random.randint(0, 40))
    for order in ("big", "little"):
        for signed in (False, True):
            note(int.from_bytes, data, order, signed=signed)
    for base, exponent, modulus in ((n, -1, m), (-n, -1, m), (n, -3, m), (n, -1, -m), (n, -1, m + 1), (n, -1, 1)):
        result = note(pow, base, exponent, modulus)
        if exponent == -1 and isinstance(result, int):
            assert result * base % modulus == 1 % modulus
    for a, b in ((n, m), (-n, m), (n, m << random.randint(0, 1200)), (n << random.randint(0, 1200), m), (5, m), (n, 7), (n, -m), (0, -m)):
        note(lambda: a / b)
print(digest.hexdigest())
for call in (lambda: pow(6, -1, 9), lambda: pow(0, -1, 2**70), lambda: (2**70).to_bytes(8), lambda: (-2**70).to_bytes(20), lambda: (2**2000) / 3, lambda: 2**70 / 0,
             lambda: pow(2, -1, 0), lambda: pow(3, -5, 2**89 - 1), lambda: (3**5000) / (3**4990), lambda: 7 / 2**1080, lambda: 1 / 2**1075, lambda: 3 / 2**1075):
    print(note(call))
