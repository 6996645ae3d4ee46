# Hot loops over nested data: dicts of lists of objects, string keys, tuple keys, attribute chains: more.
def word_index(words, n):
    idx = {}
    for i in range(n):
        w = words[i % len(words)]
        idx.setdefault(w[0], {}).setdefault(w, []).append(i)
    return {k: {w: sum(v) for w, v in d.items()} for k, d in sorted(idx.items())}
print(word_index(['apple', 'avocado', 'beet', 'corn', 'bean'], 500))
def matrix(n):
    m = [[i * n + j for j in range(n)] for i in range(n)]
    for _ in range(5):
        m = [[m[j][i] + (i == j) for j in range(n)] for i in range(n)]
    return sum(m[i][n - 1 - i] for i in range(n)), m[0][:3]
print(matrix(20))
class Chain:
    def __init__(self, d): self.next, self.v = (Chain(d - 1) if d else None), d
root = Chain(6)
def chain(n):
    s = 0
    for i in range(n): s += root.next.next.next.v + root.next.v * i
    return s
print(chain(300))
root.next.next = Chain(9)
print(chain(300))
state = {'a': {'b': {'c': [1, 2, 3]}}}
def deep(n):
    for i in range(n):
        state['a']['b']['c'][i % 3] += i
        state['a']['b'][f'k{i % 4}'] = i
    return state
print(deep(200))
def records(n):
    rs = [{'id': i, 'v': i / 4 if i % 3 else None, 't': ('x', i % 2)} for i in range(n)]
    good = [r for r in rs if r['v'] is not None]
    return sum(r['v'] for r in good), max(good, key=lambda r: (r['t'], r['id']))['id'], sum(r.get('w', 1) for r in rs)
print(records(300))
