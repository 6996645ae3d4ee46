# Something unexpected happens in the middle of a large expression, call or display: what is already computed must not be lost or computed twice.
log = []
def t(v): log.append(v); return v
class Odd:
    def __init__(self, v): self.v = v
    def __add__(self, o): t('add'); return Odd(self.v + (o.v if isinstance(o, Odd) else o))
    __radd__ = __add__
    def __mul__(self, o): t('mul'); return self.v * o
    def __repr__(self): return f'O{self.v}'
    def __bool__(self): t('bool'); return self.v % 2 == 0
    def __getitem__(self, k): t('item'); return k
    def __lt__(self, o): t('lt'); return self.v < 10
    def __call__(self, *a, **k): t('call'); return len(a) + len(k)
    def __iter__(self): t('iter'); return iter((1, 2))
    def __hash__(self): t('hash'); return 1
    def __format__(self, s): t('format'); return 'F' + s
def run(f, n, strange):
    seen, usual = {}, {}
    for i in range(n):
        del log[:]
        x = strange if i % 50 == 37 else i % 5
        try: r = repr(f(i % 3, x))
        except (TypeError, ZeroDivisionError, IndexError, KeyError, AttributeError, ValueError) as e: r = f'{type(e).__name__}: {e}'
        k = r, tuple(log)
        if i % 50 == 37: seen[k] = seen.get(k, 0) + 1
        elif usual.setdefault((i % 3, i % 5), k) != k: print('differs', i, k)
    return seen, usual
cases = {
    'sum': lambda i, x: t(1) + t(2) * (t(3) + x) - t(i),
    'nested': lambda i, x: (t(i) + 1) * (t(i) + 2 + ((t(i) + 3) * (t(4) + x * 2))),
    'args': lambda i, x: divmod(t(100) + i, t(7) if x == 3 else x + t(1)),
    'call': lambda i, x: max(t(i), t(1), x + t(2), t(3)),
    'list': lambda i, x: [t(i), [t(1), x + 1, (t(2), x * 2)], t(3)],
    'dict': lambda i, x: {t('a'): x, t('b'): x + t(1), 'c': [x * t(2)]},
    'fstring': lambda i, x: f'{t(i)}-{x + 1}-{x:>3}-{t(2)}',
    'compare': lambda i, x: t(0) <= i < t(5) + x < t(100),
    'bools': lambda i, x: (t(0) or x) and (t(1) and x + 1) or t('end'),
    'index': lambda i, x: [t(5), t(6), t(7), 8, 9][x] + t(1),
    'item': lambda i, x: {0: 1, 1: 2, 2: 3, 3: 4, 4: 5}[x] * t(2) + t(i),
    'slices': lambda i, x: 'abcdefgh'[t(i):][:x + 1] + str(t(1)),
    'keyword': lambda i, x: dict(a=t(1), b=x + t(2), **{'c': t(i)}, d=x),
    'star': lambda i, x: [t(0), *(t(i), x), *[x + t(1)], t(2)],
    'cond': lambda i, x: t(1) + (t(2) if x else t(3)) + x * t(i),
    'lambda': lambda i, x: (lambda a, b=t(1), *c: (a, b, c))(t(i), x + 1, t(3)),
    'comp': lambda i, x: [t(k) + x for k in range(2)] + [t(i)],
    'unpack': lambda i, x: [(a, b, t(i)) for a, b in [(t(1), x + 1), (x, t(2))]],
    'attr': lambda i, x: t(i) + (x + t(1)).real + t(2),
    'minus': lambda i, x: t(1) - (-x) - t(i) + (not x) + ~t(0),
}
for name, f in cases.items():
    for strange in (2.5, Odd(4), 'str', None, 2 ** 63 - 2):
        r, usual = run(f, 240, strange)
        print(name, *[(k[0], ' '.join(map(str, k[1])), n) for k, n in sorted(r.items(), key=str)[:1]], len(r))
    print(name, usual[1, 3], len(usual))
class Box: pass
def augmented(n):
    out = []
    for strange in (2.5, Odd(4), 'str', None):
        b, l, d, errs = Box(), [0] * 3, {}, {}
        b.v = 0
        for i in range(n):
            del log[:]
            x = strange if i == n - 7 else 1
            try:
                b.v += t(x)
                l[t(i % 3)] += x
                d[t(i % 2)] = d.get(t(i % 2), 0) + x
                l[t(0)], b.v, d['k'] = t(l[0] if isinstance(l[0], int) else 0), t(b.v if isinstance(b.v, (int, float)) else 1), t(x)
            except TypeError as e: errs[str(e), tuple(map(repr, log))] = i
        out.append((b.v, l, d, errs))
    return out
for row in augmented(150): print(row)
