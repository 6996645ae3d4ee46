# Algorithms on lists: sorting by hand, searching, rotating, matrices, sieves, dynamic programming: more.
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
