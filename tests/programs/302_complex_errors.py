# Complex numbers: arithmetic, repr, parsing, formatting, functions: the errors.
a, b = 1 + 2j, 3 - 4j
for s in ('1', '1+2j', ' 3-4J ', 'j', '-j', '+1.5e3j', '(1+2j)', 'nan+infj', '1+', '1 + 2j', 'a', '', '1j2', '--1'):
    try:
        print(repr(s), complex(s))
    except ValueError as e:
        print(e)
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: 1j / 0)
attempt(lambda: 1j // 1)
attempt(lambda: 1j % 1)
attempt(lambda: divmod(1j, 1))
attempt(lambda: 1j < 2j)
attempt(lambda: int(1j))
attempt(lambda: float(1j))
attempt(lambda: round(1j))
attempt(lambda: 0j ** -1)
attempt(lambda: 0j ** 1j)
attempt(lambda: complex('1', '2'))
attempt(lambda: complex([]))
attempt(lambda: complex(1, 'x'))
attempt(lambda: f'{a:d}')
attempt(lambda: f'{a:010}')
attempt(lambda: pow(1j, 2, 3))
attempt(lambda: setattr(a, 'real', 5))
import cmath, math
z = 0j
c = -0.4 + 0.6j
for i in range(20):
    z = z * z + c
def mandel(c, n=50):
    z = 0
    for i in range(n):
        if abs(z) > 2: return i
        z = z * z + c
    return n
class C:
    def __complex__(self): return 5j
class F:
    def __float__(self): return 2.5
