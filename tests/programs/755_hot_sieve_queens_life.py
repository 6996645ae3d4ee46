# Sieve, primes, n-queens in three styles, game of life, sudoku, knapsack, Langton's ant: results printed at every stage.
def sieve(n):
    f = [True] * (n + 1)
    f[0] = f[1] = False
    for i in range(2, n + 1):
        if f[i]:
            for j in range(i * i, n + 1, i): f[j] = False
    return [i for i, p in enumerate(f) if p]
def sieve_bytes(n):
    f = bytearray(b'\x01') * (n + 1)
    for i in range(2, int(n ** .5) + 1):
        if f[i]: f[i * i::i] = bytes(len(range(i * i, n + 1, i)))
    return [i for i in range(2, n + 1) if f[i]]
def primes():
    found, n = [], 2
    while True:
        for p in found:
            if p * p > n: found.append(n); yield n; break
            if n % p == 0: break
        else: found.append(n); yield n
        n += 1
s, g = sieve(1000), primes()
print(len(s), s[-3:], s == sieve_bytes(1000), [next(g) for _ in s] == s)
def is_prime(n):
    if n < 2: return False
    d, r = n - 1, 0
    while d % 2 == 0: d //= 2; r += 1
    for a in (2, 3, 5, 7, 11, 13):
        if n % a == 0: return n == a
        x = pow(a, d, n)
        if x in (1, n - 1): continue
        for _ in range(r - 1):
            x = x * x % n
            if x == n - 1: break
        else: return False
    return True
print([n for n in range(1000) if is_prime(n)] == s, [2 ** 61 - 1 + k for k in range(-60, 200, 2) if is_prime(2 ** 61 - 1 + k)], is_prime(2 ** 89 - 1))
def queens_lists(n, row=0, cols=(), out=None):
    if row == n: out.append(cols); return
    for c in range(n):
        for r, k in enumerate(cols):
            if k == c or abs(k - c) == row - r: break
        else: queens_lists(n, row + 1, cols + (c,), out)
def queens_bits(n, cols=0, d1=0, d2=0):
    full, count = (1 << n) - 1, 0
    if cols == full: return 1
    free = full & ~(cols | d1 | d2)
    while free:
        bit = free & -free
        free ^= bit
        count += queens_bits(n, cols | bit, (d1 | bit) << 1, (d2 | bit) >> 1)
    return count
def queens_gen(n, placed=()):
    if len(placed) == n: yield placed
    else:
        for c in range(n):
            if all(c != p and abs(c - p) != len(placed) - r for r, p in enumerate(placed)): yield from queens_gen(n, placed + (c,))
q = []
queens_lists(6, out=q)
print(q, [queens_bits(k) for k in range(1, 8)], list(queens_gen(6)) == q)
def life(cells, steps):
    for step in range(steps):
        around = {}
        for x, y in cells:
            for dx in (-1, 0, 1):
                for dy in (-1, 0, 1):
                    if dx or dy: k = x + dx, y + dy; around[k] = around.get(k, 0) + 1
        cells = {k for k, v in around.items() if v == 3 or v == 2 and k in cells}
        if step % 10 == 9: print(step, len(cells), sorted(cells)[:3])
    return cells
life({(0, 1), (1, 3), (2, 0), (2, 1), (2, 4), (2, 5), (2, 6)}, 30)
def life_grid(w, h, steps):
    g = [[(x * 7 + y * 13 + x * y) % 5 == 0 for x in range(w)] for y in range(h)]
    counts = []
    for _ in range(steps):
        n = [[False] * w for _ in range(h)]
        for y in range(h):
            for x in range(w):
                c = sum(g[(y + dy) % h][(x + dx) % w] for dy in (-1, 0, 1) for dx in (-1, 0, 1)) - g[y][x]
                n[y][x] = c == 3 or c == 2 and g[y][x]
        g = n
        counts.append(sum(map(sum, g)))
    return counts, ''.join('.#'[v] for v in g[3])
print(life_grid(14, 10, 12))
def knapsack(items, cap):
    best = [0] * (cap + 1)
    for w, v in items:
        for c in range(cap, w - 1, -1):
            if best[c - w] + v > best[c]: best[c] = best[c - w] + v
    return best[cap], best[cap // 2]
print(knapsack([(i % 7 + 2, i * 11 % 17 + 1) for i in range(15)], 50), knapsack([(i % 5 + 1, (i * 3 % 8) / 4) for i in range(12)], 40))
def ant(steps):
    black, x, y, dx, dy = set(), 0, 0, 0, 1
    for i in range(steps):
        if (x, y) in black: black.remove((x, y)); dx, dy = -dy, dx
        else: black.add((x, y)); dx, dy = dy, -dx
        x, y = x + dx, y + dy
        if i % 500 == 0: print(i, (x, y), len(black))
ant(2001)
def sudoku(board):
    def options(i):
        r, c = divmod(i, 4)
        used = {board[r * 4 + k] for k in range(4)} | {board[k * 4 + c] for k in range(4)}
        used |= {board[(r // 2 * 2 + a) * 4 + c // 2 * 2 + b] for a in (0, 1) for b in (0, 1)}
        return [v for v in range(1, 5) if v not in used]
    for i in range(16):
        if not board[i]:
            for v in options(i):
                board[i] = v
                yield from sudoku(board)
            board[i] = 0
            return
    yield ''.join(map(str, board))
r = list(sudoku([1] + [0] * 15))
print(len(r), r[0], r[-1], len(set(r)))
