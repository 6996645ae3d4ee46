# Fresh objects whose __init__ calls a loop, used at once as keys or arguments of native code that calls back into their methods.
def num(v):
    while not isinstance(v, (int, float)): v = v.x
    return v if v < 100 else 17
class P:
    def __init__(self, x): self.x = x
class Key:
    def __init__(self, o): self.v = num(o)
    def __hash__(self): return hash(self.v)
    def __eq__(self, o): return self.v == o.v
    def __lt__(self, o): return self.v < o.v
    def __len__(self): return int(self.v)
    def __str__(self): return f'key {self.v}'
    def __index__(self): return int(self.v) % 3
    def __iter__(self): return iter((self.v, 2))
def run(n, use, fails):
    p, state, errs = P(1), {}, {}
    for i in range(n):
        try:
            if i % 5 == 1: p.x = float(num(p.x))
            use(state, p, i)
            if fails: i + None
        except (TypeError, AttributeError) as e: errs[str(e)] = errs.get(str(e), 0) + 1
        if i % 7 == 6: p.x = int(p.x) + 1
    return [(str(k), v) for k, v in state.items()], errs
def count(d, p, i): d[Key(p)] = d.get(Key(p), 0) + 1
def order(d, p, i): d['max'] = max(Key(p), Key(2)).v; d['sorted'] = [k.v for k in sorted([Key(p), Key(4), Key(i)])]
def texts(d, p, i): d['text'] = str(Key(p)) + f'{Key(i)}' + '%s' % Key(p); d['len'] = len(Key(p)) + d.get('len', 0)
def index(d, p, i): d[[5, 6, 7][Key(p)]] = range(10)[Key(i)] + d.get(5, 0)
def unpack(d, p, i):
    a, b = Key(p)
    d['sum'] = d.get('sum', 0) + a * b + sum(Key(i)) + len({Key(p), Key(p)})
for use in (count, order, texts, index, unpack): print(use.__name__, run(100, use, False), run(100, use, True))
def inline(n):
    p, d, errs = P(1), {}, {}
    for i in range(n):
        try:
            if i % 5 == 1: p.x = float(num(p.x))
            d[Key(p)] = d.get(Key(p), 0) + 1
            i + None
        except (TypeError, AttributeError) as e: errs[str(e)] = errs.get(str(e), 0) + 1
    return list(d.values()), errs
print(inline(60))
print(inline(200))
