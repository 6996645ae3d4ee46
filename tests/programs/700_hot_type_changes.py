# Hot loops whose operand types change in the middle: int, float, str, big int, list, object, and back.
def add(a, b):
    return a + b
class V:
    def __init__(self, v): self.v = v
    def __add__(self, o): return V(self.v + (o.v if isinstance(o, V) else o))
    def __radd__(self, o): return V(o + self.v)
    def __repr__(self): return f'V({self.v})'
def drive(values, n=400):
    out = []
    for v in values:
        acc = v
        for i in range(n):
            acc = add(acc, v) if i % 50 else v
        out.append(acc)
    return out
print(drive([1, 2.5, 'x', [1], (2,), V(3), 2 ** 62, 1, -0.5, True]))
def mixed(n):
    total = 0
    for i in range(n):
        if i == n // 4: total = float(total)
        if i == n // 2: total = int(total) + 2 ** 62
        if i == 3 * n // 4: total = V(total)
        total = total + 1
    return total
print(mixed(1000))
def compare(pairs, n=300):
    hits = 0
    for a, b in pairs:
        for _ in range(n):
            if a < b: hits += 1
            if a == b: hits += 10
            if a != b: hits += 100
    return hits
print(compare([(1, 2), (1.0, 2), ('a', 'b'), (2 ** 70, 2 ** 70), ([1], [2]), ((1,), (1,)), (float('nan'), 1), (True, 1)]))
def index(containers, n=300):
    s = 0
    for c, k in containers:
        for _ in range(n):
            s += c[k]
    return s
print(index([([1, 2], 0), ((3, 4), 1), ({'k': 5}, 'k'), (bytes([6]), 0), (range(10), 7), ([8], -1), (bytearray([9]), 0)]))
def boolean(values, n=200):
    c = 0
    for v in values:
        for _ in range(n):
            if v: c += 1
            elif not v: c += 1000
    return c
print(boolean([0, 1, '', 'a', [], [0], None, 0.0, 0.5, {}, V(0), 2 ** 70, True, False]))
