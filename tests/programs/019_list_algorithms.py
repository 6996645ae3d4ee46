# Algorithms on lists: sorting by hand, searching, rotating, matrices, sieves, dynamic programming.
def selection(a):
    a = list(a)
    for i in range(len(a)):
        m = min(range(i, len(a)), key=a.__getitem__)
        a[i], a[m] = a[m], a[i]
    return a
def insertion(a):
    a = a[:]
    for i in range(1, len(a)):
        x, j = a[i], i
        while j and a[j - 1] > x:
            a[j] = a[j - 1]
            j -= 1
        a[j] = x
    return a
def heapsort(a):
    a = a[:]
    def sift(i, n):
        while (c := 2 * i + 1) < n:
            if c + 1 < n and a[c + 1] > a[c]: c += 1
            if a[i] >= a[c]: return
            a[i], a[c] = a[c], a[i]
            i = c
    for i in range(len(a) // 2, -1, -1): sift(i, len(a))
    for n in range(len(a) - 1, 0, -1):
        a[0], a[n] = a[n], a[0]
        sift(0, n)
    return a
data = [(i * 37 + 11) % 50 for i in range(30)]
print(selection(data) == insertion(data) == heapsort(data) == sorted(data), heapsort(data)[:5])
def rotate(a, k): return a[k:] + a[:k]
print(rotate([1, 2, 3, 4], 1), rotate([1, 2, 3, 4], -1))
m = [[1, 2, 3], [4, 5, 6]]
print([list(r) for r in zip(*m)], sum(map(sum, m)), [x for r in m for x in r])
def lis(a):
    best = [1] * len(a)
    for i in range(len(a)):
        for j in range(i):
            if a[j] < a[i]: best[i] = max(best[i], best[j] + 1)
    return max(best)
print(lis([3, 1, 4, 1, 5, 9, 2, 6]))
def knapsack(items, cap):
    best = [0] * (cap + 1)
    for w, v in items:
        for c in range(cap, w - 1, -1): best[c] = max(best[c], best[c - w] + v)
    return best[cap]
print(knapsack([(1, 1), (3, 4), (4, 5), (5, 7)], 7))
def edit(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        prev, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            prev, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, prev + (x != y))
    return row[-1]
print(edit('kitten', 'sitting'), edit('', 'abc'))
def subsets(a): return [[]] if not a else [s + t for s in subsets(a[1:]) for t in ([], [a[0]])]
print(subsets([1, 2, 3]))
def flood(grid, x, y):
    if not (0 <= y < len(grid) and 0 <= x < len(grid[0])) or grid[y][x]: return 0
    grid[y][x] = 1
    return 1 + sum(flood(grid, x + dx, y + dy) for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)))
print(flood([[0, 0, 1], [1, 0, 1], [0, 1, 0]], 0, 0))
def coins(cs, n):
    ways = [1] + [0] * n
    for c in cs:
        for i in range(c, n + 1): ways[i] += ways[i - c]
    return ways[n]
print(coins([1, 5, 10, 25, 50], 100))
def spiral(n):
    g = [[0] * n for _ in range(n)]
    x = y = dx = 0
    dy, dx = 0, 1
    for i in range(n * n):
        g[y][x] = i
        if not (0 <= x + dx < n and 0 <= y + dy < n and g[y + dy][x + dx] == 0 and (x + dx, y + dy) != (0, 0)): dx, dy = -dy, dx
        x, y = x + dx, y + dy
    return g
print(spiral(4))
