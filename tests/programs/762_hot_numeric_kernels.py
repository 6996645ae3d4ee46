# Numeric loops: mandelbrot, n-body, spectral norm, Newton, integration, Collatz, gcd, random generators, pi digits; exact printed values.
import math
def mandelbrot(w, h, limit):
    rows = []
    for y in range(h):
        row = ''
        for x in range(w):
            cr, ci = x * 3.0 / w - 2.0, y * 2.0 / h - 1.0
            zr = zi = 0.0
            n = 0
            while n < limit and zr * zr + zi * zi <= 4.0:
                zr, zi = zr * zr - zi * zi + cr, 2.0 * zr * zi + ci
                n += 1
            row += ' .:-=+*#%@'[n * 9 // limit]
        rows.append(row)
    return rows
for r in mandelbrot(40, 12, 40): print(r)
def mandel_complex(n):
    out = []
    for i in range(n):
        z, c, k = 0j, complex(-0.7 + i / 50, 0.3), 0
        while abs(z) <= 2 and k < 60: z = z * z + c; k += 1
        out.append(k)
    return out, z
print(mandel_complex(20))
class Body:
    def __init__(self, p, v, m): self.x, self.y, self.z = p; self.vx, self.vy, self.vz = v; self.m = m
def energy(bs):
    e = 0.0
    for i, a in enumerate(bs):
        e += 0.5 * a.m * (a.vx ** 2 + a.vy ** 2 + a.vz ** 2)
        for b in bs[i + 1:]: e -= a.m * b.m / math.sqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2 + (a.z - b.z) ** 2)
    return e
def nbody(steps, dt, start):
    bs = [Body(*b) for b in start]
    for s in range(steps):
        for i in range(len(bs)):
            a = bs[i]
            for j in range(i + 1, len(bs)):
                b = bs[j]
                dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
                d2 = dx * dx + dy * dy + dz * dz
                mag = dt / (d2 * math.sqrt(d2))
                a.vx -= dx * b.m * mag; a.vy -= dy * b.m * mag; a.vz -= dz * b.m * mag
                b.vx += dx * a.m * mag; b.vy += dy * a.m * mag; b.vz += dz * a.m * mag
        for b in bs: b.x += dt * b.vx; b.y += dt * b.vy; b.z += dt * b.vz
        if s % 100 == 0: print(s, energy(bs), bs[0].x, bs[-1].vz)
nbody(250, 0.01, [((0, 0, 0), (0, 0, 0), 39.5), ((4.84, -1.16, -0.1), (0.6, 2.8, -0.02), 0.037), ((8.3, 4.1, -0.4), (-1.0, 1.8, 0.008), 0.011)])
def a_elem(i, j): return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)
def spectral(n):
    u = [1.0] * n
    for _ in range(4):
        w = [sum(a_elem(i, j) * u[j] for j in range(n)) for i in range(n)]
        v = [sum(a_elem(j, i) * w[j] for j in range(n)) for i in range(n)]
        w = [sum(a_elem(i, j) * v[j] for j in range(n)) for i in range(n)]
        u, v = [sum(a_elem(j, i) * w[j] for j in range(n)) for i in range(n)], u
    return math.sqrt(math.fsum(a * b for a, b in zip(u, v)) / math.fsum(b * b for b in v))
print(round(spectral(16), 9))
def newton(n):
    out = []
    for i in range(1, n):
        x, k = i, 0
        while abs(x * x - i) > 1e-9 * i and k < 60: x = (x + i / x) / 2; k += 1
        out.append((type(x).__name__, k, math.isqrt(i) == int(x + 1e-9)))
    return out[:3], sum(o[1] for o in out), all(o[2] for o in out)
print(newton(200))
def integrate(f, a, b, n):
    h = (b - a) / n
    s = f(a) + f(b)
    for i in range(1, n): s += f(a + i * h) * (4 if i % 2 else 2)
    return s * h / 3
print([integrate(f, 0, 3, 200) for f in (lambda x: x * x, lambda x: 1 / (1 + x), math.sqrt, lambda x: 7, lambda x: x if x < 1 else 1)])
def gcds(n):
    t = 0
    for i in range(1, n):
        a, b = i * 7919 % 1009, i * 104729 % 997
        while b: a, b = b, a % b
        t += a * i
        if a != math.gcd(i * 7919 % 1009, i * 104729 % 997): t = None
    return t
print(gcds(300))
def twister(seed, n):
    mt, out = [seed & 0xFFFFFFFF], []
    for i in range(1, 624): mt.append((1812433253 * (mt[-1] ^ mt[-1] >> 30) + i) & 0xFFFFFFFF)
    for i in range(624):
        y = mt[i] & 0x80000000 | mt[(i + 1) % 624] & 0x7FFFFFFF
        mt[i] = mt[(i + 397) % 624] ^ y >> 1 ^ (0x9908B0DF if y & 1 else 0)
    for y in mt[:n]:
        y ^= y >> 11
        y ^= y << 7 & 0x9D2C5680
        y ^= y << 15 & 0xEFC60000
        out.append(y ^ y >> 18)
    return out
print(twister(5489, 5), sum(twister(1, 600)))
def pi_digits(n):
    q, r, t, k, m, x, out = 1, 0, 1, 1, 3, 3, ''
    while len(out) < n:
        if 4 * q + r - t < m * t:
            out += str(m)
            q, r, m = q * 10, (r - m * t) * 10, (q * 3 + r) * 10 // t - m * 10
        else: q, r, t, k, m, x = q * k, (2 * q + r) * x, t * x, k + 1, (q * (7 * k + 2) + r * x) // (t * x), x + 2
    return out
print(pi_digits(120))
def fannkuch(n):
    p, best, checksum, sign = list(range(n)), 0, 0, 1
    s = list(range(n))
    while True:
        if p[0]:
            q, flips = p[:], 0
            while (k := q[0]): q[:k + 1] = q[k::-1]; flips += 1
            best = max(best, flips)
            checksum += sign * flips
        if sign == 1: p[0], p[1], sign = p[1], p[0], -1
        else:
            p[1], p[2], sign = p[2], p[1], 1
            for i in range(2, n):
                if s[i]: s[i] -= 1; break
                s[i] = i
                if i == n - 1: return checksum, best
                p.insert(i + 1, p.pop(0))
print(fannkuch(5), fannkuch(6))
