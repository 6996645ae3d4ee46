# Hot loops over nested data: dicts of lists of objects, string keys, tuple keys, attribute chains.
class Item:
    __slots__ = ('name', 'qty', 'price')
    def __init__(self, name, qty, price): self.name, self.qty, self.price = name, qty, price
class Order:
    def __init__(self, items): self.items, self.meta = items, {'discount': 0, 'tags': []}
orders = [Order([Item(f'i{j}', j + 1, (i * j) % 7 + 0.5) for j in range(i % 5 + 1)]) for i in range(60)]
def total(orders):
    t = 0
    for o in orders:
        for it in o.items:
            t += it.qty * it.price * (1 - o.meta['discount'])
    return t
print(total(orders), total(orders[:10]))
for o in orders[::3]: o.meta['discount'] = 0.1
print(round(total(orders), 6))
orders[5].items[0].price = 10 ** 20
print(total(orders[:6]))
orders[5].items[0].price = 'text'
try:
    total(orders)
except TypeError as e:
    print(e)
orders[5].items[0].price = 1
grid = {(x, y): (x * y) % 10 for x in range(30) for y in range(30)}
def neighbours(n):
    s = 0
    for _ in range(n):
        for (x, y), v in grid.items():
            s += grid.get((x + 1, y), 0) - grid.get((x, y - 1), v)
    return s
print(neighbours(3))
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
