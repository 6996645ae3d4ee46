# Complex numbers: arithmetic, repr, parsing, formatting, functions.
a, b = 1 + 2j, 3 - 4j
print(a + b, a - b, a * b, a / b, -a, +a, abs(b), a ** 2, a ** 0.5, a ** b, 2 ** a, a == 1 + 2j, a != b, a.conjugate(), a.real, a.imag)
print(1j, -1j, 1j * 1j, 0j, -0j, 1.5j, 1e20j, complex(0.0, -0.0), complex(-0.0, 0.0), complex(1, float('nan')), complex(float('inf'), -1), 1 + 0j == 1, hash(1 + 0j) == hash(1))
for s in ('1', '1+2j', ' 3-4J ', 'j', '-j', '+1.5e3j', '(1+2j)', 'nan+infj', '1+', '1 + 2j', 'a', '', '1j2', '--1'):
    try:
        print(repr(s), complex(s))
    except ValueError as e:
        print(e)
print(complex(), complex(5), complex(1, 2), complex(1.5), complex(real=1, imag=2), complex(imag=4))
print(f'{a} {a:.2f} {a:>12} {a:+.1e} {1j:g} {a!r} {3 + 0j:.3g}', '%s %r' % (a, b), str(1e100 + 1e-100j))
print(sum([1j, 2, 3.5]), (1 + 2j) * 2, 2.5 - 1j, (1 + 1j) * (1 - 1j), 1 / (1 + 1j), (2 + 0j) ** 3, (1j) ** 4, 1j ** -1, (3 + 4j) ** -2, (1 + 1j) ** 10)
import cmath, math
print(cmath.sqrt(-1), cmath.phase(1j), cmath.polar(1 + 1j), cmath.rect(1, 0), cmath.exp(0j), cmath.isnan(complex('nan')), cmath.isinf(complex('inf')), cmath.isclose(1j, 1.0000000001j))
z = 0j
c = -0.4 + 0.6j
for i in range(20):
    z = z * z + c
print(f'{z:.6f}', abs(z) < 2)
def mandel(c, n=50):
    z = 0
    for i in range(n):
        if abs(z) > 2: return i
        z = z * z + c
    return n
print([mandel(complex(x / 4, y / 4)) for x in range(-8, 3) for y in (-2, 0, 2)])
class C:
    def __complex__(self): return 5j
class F:
    def __float__(self): return 2.5
print(complex(C()), complex(F()), {1: 'a'}[1 + 0j], (1 + 2j).__class__.__name__, isinstance(1j, complex), bool(0j), bool(1e-300j))
