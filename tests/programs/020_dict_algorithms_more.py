# Algorithms on dicts and sets: counting, grouping, inverting, graphs, memo tables: more.
memo = {}
def grid(r, c):
    if r == 0 or c == 0: return 1
    if (r, c) not in memo: memo[r, c] = grid(r - 1, c) + grid(r, c - 1)
    return memo[r, c]
print(grid(16, 16), len(memo))
parent = {}
def find(x):
    while parent.setdefault(x, x) != x: x = parent[x]
    return x
for a, b in [(1, 2), (3, 4), (2, 3), (5, 6)]: parent[find(a)] = find(b)
print(len({find(x) for x in range(1, 7)}))
trie = {}
for w in ('to', 'tea', 'ten', 'in'):
    node = trie
    for c in w: node = node.setdefault(c, {})
    node['$'] = True
print(trie)
def two_sum(xs, t):
    seen = {}
    for i, x in enumerate(xs):
        if t - x in seen: return seen[t - x], i
        seen[x] = i
print(two_sum([2, 7, 11, 15], 26), two_sum([1], 5))
roman = {'I': 1, 'V': 5, 'X': 10, 'L': 50, 'C': 100}
def parse(s): return sum(-roman[a] if roman[a] < roman.get(b, 0) else roman[a] for a, b in zip(s, s[1:] + ' '))
print([parse(s) for s in ('IX', 'XLII', 'XCIX', 'CXXIII')])
cache = {}
order = []
for k in 'abcabdeab':
    if k in cache: cache[k] = cache.pop(k) + 1
    else: cache[k] = 1
    if len(cache) > 3: order.append(next(iter(cache))); del cache[order[-1]]
print(cache, order)
a, b = {1: 'x', 2: 'y'}, {2: 'z', 3: 'w'}
print({k: (a.get(k), b.get(k)) for k in sorted(a.keys() | b.keys())}, a.keys() & b.keys(), sorted(a.keys() ^ b.keys()))
