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
