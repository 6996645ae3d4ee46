# Matrix code in hot nested loops: int, float, big int and mixed entries, Gauss elimination, powers, convolution, walks and prefix sums.
from fractions import Fraction
def matmul(a, b):
    n, m, p = len(a), len(b), len(b[0])
    out = [[0] * p for _ in range(n)]
    for i in range(n):
        for j in range(p):
            s = 0
            for k in range(m): s += a[i][k] * b[k][j]
            out[i][j] = s
    return out
def matmul2(a, b): return [[sum(x * y for x, y in zip(r, c)) for c in zip(*b)] for r in a]
def make(n, f): return [[f(i, j) for j in range(n)] for i in range(n)]
for f in (lambda i, j: i * 3 - j, lambda i, j: (i - j) / 4, lambda i, j: 2 ** 40 + i * j, lambda i, j: 10 ** 25 * (i - j),
          lambda i, j: i if (i + j) % 3 else j / 2,
          lambda i, j: complex(i, j), lambda i, j: Fraction(i + 1, j + 2) if i < 3 > j else 1, lambda i, j: (i + j) % 2 == 0):
    a = make(6, f)
    c = matmul(a, a)
    print(c[1], c[5][2], c == matmul2(a, a))
def power(m, e):
    r = [[int(i == j) for j in range(len(m))] for i in range(len(m))]
    while e:
        if e & 1: r = matmul(r, m)
        m = matmul(m, m)
        e >>= 1
    return r
print([power([[1, 1], [1, 0]], e)[0][1] for e in (1, 2, 10, 50, 90, 91, 92, 93, 200)])
def gauss(a, b):
    n = len(a)
    m = [row[:] + [b[i]] for i, row in enumerate(a)]
    swaps = 0
    for c in range(n):
        p = max(range(c, n), key=lambda r: abs(m[r][c]))
        if not m[p][c]: return None
        if p != c: m[c], m[p] = m[p], m[c]; swaps += 1
        for r in range(c + 1, n):
            k = m[r][c] / m[c][c]
            if not k: continue
            for j in range(c, n + 1): m[r][j] -= k * m[c][j]
    x = [0] * n
    for i in range(n - 1, -1, -1):
        x[i] = (m[i][n] - sum(m[i][j] * x[j] for j in range(i + 1, n))) / m[i][i]
    return x, swaps
n = 7
a = make(n, lambda i, j: (i * 5 + j * 3) % 7 + (i == j) * 9)
x, s = gauss(a, list(range(n)))
print([round(v, 10) for v in x], s, gauss([[1, 2], [2, 4]], [1, 1]))
x, s = gauss([[Fraction(v) for v in r] for r in a], [Fraction(i) for i in range(n)])
print([str(v) for v in x], all(sum(r[j] * x[j] for j in range(n)) == i for i, r in enumerate(a)))
def determinant(m):
    if len(m) == 1: return m[0][0]
    return sum((-1) ** c * m[0][c] * determinant([r[:c] + r[c + 1:] for r in m[1:]]) for c in range(len(m)))
print(determinant(make(5, lambda i, j: (i * 7 + j * j) % 11)), determinant(make(5, lambda i, j: (i * 7 + j * j) % 11 / 2)),
      determinant(make(4, lambda i, j: 10 ** 12 * i + j ** 3)))
def convolve(img, ker):
    h, w, k = len(img), len(img[0]), len(ker) // 2
    out = []
    for y in range(h):
        row = []
        for x in range(w):
            acc = 0
            for dy in range(-k, k + 1):
                for dx in range(-k, k + 1):
                    yy, xx = y + dy, x + dx
                    if not (0 <= yy < h and 0 <= xx < w): continue
                    acc += img[yy][xx] * ker[dy + k][dx + k]
            row.append(acc)
        out.append(row)
    return out
img = [[(x * y + x) % 9 for x in range(10)] for y in range(8)]
e = convolve(img, [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]])
g = convolve(img, [[1 / 16, 1 / 8, 1 / 16], [1 / 8, 1 / 4, 1 / 8], [1 / 16, 1 / 8, 1 / 16]])
print(e[0], e[4], g[0], g[7][9])
def spiral(m):
    out, (dy, dx), y, x, seen = [], (0, 1), 0, 0, set()
    for _ in range(len(m) * len(m[0])):
        out.append(m[y][x])
        seen.add((y, x))
        ny, nx = y + dy, x + dx
        if not (0 <= ny < len(m) and 0 <= nx < len(m[0])) or (ny, nx) in seen: dy, dx = dx, -dy
        y, x = y + dy, x + dx
    return out
print(spiral(img)[::5], sum(spiral(img)) == sum(map(sum, img)))
def paths(h, w, walls):
    t = [[0] * w for _ in range(h)]
    t[0][0] = 1
    for y in range(h):
        for x in range(w):
            if (y, x) in walls: t[y][x] = 0; continue
            if y: t[y][x] += t[y - 1][x]
            if x: t[y][x] += t[y][x - 1]
    return t
print(paths(12, 12, {(3, 3), (5, 6)})[11][11], paths(40, 40, {(1, 1)})[39][39])
def floyd(n):
    inf = float('inf')
    d = make(n, lambda i, j: 0 if i == j else (i * 7 + j * 3) % 13 + 1 if (i + j) % 3 == 0 else inf)
    for k in range(n):
        for i in range(n):
            for j in range(n):
                if d[i][k] + d[k][j] < d[i][j]: d[i][j] = d[i][k] + d[k][j]
    return [sum(v for v in r if v < inf) for r in d], sum(v == inf for r in d for v in r)
print(floyd(12))
def transpose_flat(n):
    m, t = list(range(n * n)), 0
    for r in range(30):
        for i in range(n):
            for j in range(i): m[i * n + j], m[j * n + i] = m[j * n + i], m[i * n + j]
        t += m[n] - m[1]
        m[r % (n * n)] += 0.5 if r == 15 else 1
    return m[:8], t
print(transpose_flat(7))
