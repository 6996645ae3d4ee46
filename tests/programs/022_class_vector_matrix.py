# Operator overloading in use: vectors, matrices, polynomials, money.
class Vec:
    def __init__(self, *c): self.c = c
    def __add__(self, o): return Vec(*(a + b for a, b in zip(self.c, o.c)))
    def __sub__(self, o): return self + -o
    def __neg__(self): return Vec(*(-a for a in self.c))
    def __mul__(self, k): return sum(a * b for a, b in zip(self.c, k.c)) if isinstance(k, Vec) else Vec(*(a * k for a in self.c))
    def __rmul__(self, k): return self * k
    def __truediv__(self, k): return self * (1 / k)
    def __abs__(self): return (self * self) ** 0.5
    def __eq__(self, o): return isinstance(o, Vec) and self.c == o.c
    def __hash__(self): return hash(self.c)
    def __bool__(self): return any(self.c)
    def __len__(self): return len(self.c)
    def __getitem__(self, i): return Vec(*self.c[i]) if isinstance(i, slice) else self.c[i]
    def __iter__(self): return iter(self.c)
    def __contains__(self, x): return x in self.c
    def __repr__(self): return f'Vec{self.c}'
    def __format__(self, spec): return '<' + ', '.join(format(a, spec) for a in self.c) + '>'
v, w = Vec(1, 2), Vec(3, 4)
print(v + w, v - w, -v, v * 3, 3 * v, v * w, w / 2, abs(w), v == Vec(1, 2), v != w, bool(Vec(0, 0)), len(v), w[1], w[:1], list(v), 4 in w, f'{v:.2f}', {v: 'k'}[Vec(1, 2)])
v += w
print(v, sum([v, w], Vec(0, 0)), max(v, w, key=abs))
class Matrix:
    def __init__(self, rows): self.rows = [list(r) for r in rows]
    def __matmul__(self, o): return Matrix([sum(a * b for a, b in zip(r, c)) for c in zip(*o.rows)] for r in self.rows)
    def __pow__(self, n):
        r = Matrix([[int(i == j) for j in range(len(self.rows))] for i in range(len(self.rows))])
        m = self
        while n:
            if n & 1: r = r @ m
            m, n = m @ m, n >> 1
        return r
    def __getitem__(self, ij): return self.rows[ij[0]][ij[1]]
    def __setitem__(self, ij, v): self.rows[ij[0]][ij[1]] = v
    def __eq__(self, o): return self.rows == o.rows
    def __repr__(self): return f'Matrix({self.rows})'
m = Matrix([[1, 1], [1, 0]])
print(m @ m, m ** 30, (m ** 90)[0, 1], m ** 0 == Matrix([[1, 0], [0, 1]]))
m[0, 0] = 7
print(m, m[0, 0])
class Poly:
    def __init__(self, *cs): self.cs = cs
    def __call__(self, x):
        r = 0
        for c in self.cs: r = r * x + c
        return r
    def __mul__(self, o):
        out = [0] * (len(self.cs) + len(o.cs) - 1)
        for i, a in enumerate(self.cs):
            for j, b in enumerate(o.cs): out[i + j] += a * b
        return Poly(*out)
    def __str__(self): return ' + '.join(f'{c}x^{len(self.cs) - 1 - i}' for i, c in enumerate(self.cs) if c)
p = Poly(1, 2, 1)
print(p, p(3), p * p, (p * Poly(1, -1))(2), [p(x) for x in range(-3, 3)])
class Money:
    def __init__(self, cents): self.cents = cents
    def __add__(self, o): return Money(self.cents + o.cents)
    def __radd__(self, o): return Money(self.cents + (o if o == 0 else o.cents))
    def __floordiv__(self, n): return Money(self.cents // n)
    def __mod__(self, n): return Money(self.cents % n)
    def __divmod__(self, n): return self // n, self % n
    def __repr__(self): return f'${self.cents / 100:.2f}'
print(sum([Money(150), Money(275)]), divmod(Money(1000), 3))
try:
    Vec(1) + 5
except AttributeError as e:
    print(e)
try:
    Money(1) - 1
except TypeError as e:
    print(e)
