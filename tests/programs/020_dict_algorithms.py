# Algorithms on dicts and sets: counting, grouping, inverting, graphs, memo tables.
text = 'it was the best of times it was the worst of times'
counts = {}
for w in text.split(): counts[w] = counts.get(w, 0) + 1
print(counts, sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))[:3])
groups = {}
for w in counts: groups.setdefault(len(w), []).append(w)
print(groups, {k: len(v) for k, v in groups.items()})
inverse = {}
for k, v in counts.items(): inverse.setdefault(v, set()).add(k)
print({k: sorted(v) for k, v in sorted(inverse.items())})
graph = {'a': ['b', 'c'], 'b': ['d'], 'c': ['d'], 'd': ['e'], 'e': []}
def bfs(s):
    dist, queue = {s: 0}, [s]
    for u in queue:
        for v in graph[u]:
            if v not in dist:
                dist[v] = dist[u] + 1
                queue.append(v)
    return dist
print(bfs('a'))
def dfs(u, seen=None):
    seen = seen if seen is not None else []
    if u not in seen:
        seen.append(u)
        for v in graph[u]: dfs(v, seen)
    return seen
print(dfs('a'))
def topo():
    indeg = {u: 0 for u in graph}
    for vs in graph.values():
        for v in vs: indeg[v] += 1
    ready, out = [u for u in graph if not indeg[u]], []
    while ready:
        u = ready.pop(0)
        out.append(u)
        for v in graph[u]:
            indeg[v] -= 1
            if not indeg[v]: ready.append(v)
    return out
print(topo())
memo = {}
def grid(r, c):
    if r == 0 or c == 0: return 1
    if (r, c) not in memo: memo[r, c] = grid(r - 1, c) + grid(r, c - 1)
    return memo[r, c]
