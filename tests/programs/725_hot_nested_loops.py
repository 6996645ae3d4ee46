# Loops nested two to four deep with break, continue, else and return at every level.
def two(n, m):
    log, c = [], 0
    for i in range(n):
        for j in range(m):
            if j == i % 17: continue
            if (i + j) % 41 == 40: break
            c += j
        else:
            c += 1000
            continue
        c -= 1
        if i % 20 == 0: log.append((i, j, c))
    else: log.append('end')
    return log
print(two(120, 25))
def three(n):
    out, c = [], 0
    for i in range(n):
        for j in range(i):
            k = 0
            while k < j:
                k += 1
                if k == 3: continue
                if k * j == 56: break
                c += k ^ j
            else:
                c += 1
                if c % 101 == 0: break
            if c % 37 == 0: out.append((i, j, k, c))
        else:
            c += 7
        if c > 20000: break
    else:
        out.append('no break')
    return out, c
print(three(40))
def four(n):
    c, hist = 0, [0] * 5
    for a in range(n):
        for b in range(n):
            if b > a + 3: break
            for d in range(n):
                if d == b: continue
                for e in range(n):
                    c += a * b - d * e
                    if e > d: hist[0] += 1; break
                    if (a + b + d + e) % 5 == 0: hist[1] += 1; continue
                    hist[2] += 1
                else:
                    hist[3] += 1
                    break
            else: hist[4] += 1
        if a % 3 == 0: print(a, c, hist)
    return c
print(four(9))
def find(grid, want):
    for y, row in enumerate(grid):
        for x, v in enumerate(row):
            if v == want: return y, x
            if v < 0: break
        else: continue
        return 'negative', y, x
    return None
grid = [[y * 10 + x for x in range(10)] for y in range(10)]
r = []
for w in range(0, 130, 7): r.append(find(grid, w))
grid[5][5] = -1
for w in range(0, 130, 13): r.append(find(grid, w))
print(r)
def exits(n):
    counts, i, x = {}, 0, 7
    while True:
        i += 1
        x = x * 1103515245 + 12345 & 0x7FFFFFFF
        if x % 11 == 0: why = 'eleven'
        elif i % 50 == 0: why = 'fifty'
        elif x < 2 ** 24: why = 'small'
        else:
            if i > n: break
            continue
        counts[why] = counts.get(why, 0) + 1
        while x % 3 == 0:
            x //= 3
            if x & 1: continue
            if x < 100: break
        else:
            counts['else'] = counts.get('else', 0) + 1
        if counts.get('else', 0) > 150: return 'returned', i, x, counts
    return i, x, counts
print(exits(500), exits(1500))
def spiral(n):
    total, seq, step = 0, [], 0
    lo, hi = 0, n
    while lo < hi:
        for i in range(lo, hi):
            total += i
            step += 1
        for i in range(hi - 1, lo, -1):
            total -= i // 2
            step += 1
        lo, hi = lo + 1, hi - 1
        seq.append((lo, hi, step, total))
    return seq
print(spiral(24))
def inner_changes_outer(n):
    i, c = 0, []
    while i < n:
        j = i
        while j < n:
            j += 1
            if j % 9 == 0: i = j; break
            if j % 31 == 30:
                n -= 1
                continue
        else: break
        if i % 45 == 0: c.append((i, j, n))
        i += 1
    return i, j, n, c
print(inner_changes_outer(1000))
def shared_iterator(n):
    it, rows = iter(range(n)), []
    for a in it:
        s = a
        for b in it:
            s += b
            if s % 7 == 0: break
        else: rows.append(('last', a, s)); break
        if len(rows) < 12 or a > n - 40: rows.append((a, b, s))
    return rows
print(shared_iterator(400))
