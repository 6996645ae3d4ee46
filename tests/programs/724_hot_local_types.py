# One local that changes its type at chosen iterations of a hot loop, also back again, on both sides of inlined calls.
class N:
    __slots__ = ('v',)
    def __init__(self, v): self.v = v
    def __add__(self, o): return N(self.v + (o.v if type(o) is N else o))
    def __radd__(self, o): return N(o + self.v)
    def __lt__(self, o): return self.v < (o.v if type(o) is N else o)
    def __repr__(self): return f'N({self.v!r})'
class I(int):
    def __add__(self, o): return I(int(self) + int(o) + 1000)
class F(float): pass
class S(str): pass
def twist(n, changes):
    x, out = 0, []
    for i in range(n):
        if i in changes:
            out.append((i, x))
            x = changes[i]
        x = x + (i & 3)
    out.append((n, x))
    return out
print(twist(600, {100: 0.5, 200: 7, 300: 2 ** 63 - 10, 400: N(1), 500: True}))
print(twist(600, {500: N(2.5), 501: 1, 502: 1.0, 503: N(3), 504: 2 ** 64, 505: False}))
print(twist(600, {0: 1.5, 599: 1, 598: F(2.5), 300: I(5), 301: 3}))
print(twist(500, {k: (1, 1.5, N(0), 2 ** 62)[k // 7 % 4] for k in range(100, 180, 7)}))
def inline_callee(x, i):
    if x is None: return i
    y = x
    if i % 97 == 96: y = str(i)
    if isinstance(y, str): return len(y) + (x if type(x) is int else 0)
    return y + 1
def inlined(n):
    x, log = None, []
    for i in range(n):
        x = inline_callee(x, i)
        if i % 200 == 150: x = None
        if i % 300 == 250 and x is not None: x = float(x)
        if i % 50 == 0: log.append(x)
    return log
print(inlined(1000))
def two_locals(n):
    a, b, trail = 1, 'x', []
    for i in range(n):
        c = a * 2 if type(a) is int else a * 1
        d = b + b[:1] if isinstance(b, str) else b + 1
        if len(trail) < i // 60: trail.append((c if type(c) is int else str(c)[:6], d if not isinstance(d, str) else d[:6]))
        if i % 61 == 60: a, b = b, a
        else:
            a = c % 1000 if type(a) is int else c
            b = d[-20:] if isinstance(b, str) else d % 500
    return trail
for row in two_locals(700): print(row)
def containers(n):
    c, out = [], []
    for i in range(n):
        match i // 100 % 4:
            case 0:
                if not isinstance(c, list): c = []
                c.append(i)
            case 1:
                if not isinstance(c, dict): c = {}
                c[i % 7] = i
            case 2:
                if not isinstance(c, tuple): c = ()
                c = (c + (i,))[-5:]
            case 3:
                if not isinstance(c, set): c = set()
                c.add(i % 11)
        n_items = len(c)
        s = sum(c)
        if i % 49 == 48: out.append((type(c).__name__, n_items, s))
    return out
print(containers(900))
def loop_variable(n):
    out = []
    for k in ([1, 2.5, 'a', None, (1,), b'z', 2 ** 65, N(1), S('q'), I(4), F(1.25), True] * (n // 12)):
        t = type(k)
        r = k if t is int else len(k) if isinstance(k, (str, bytes, tuple)) else 0 if k is None else k + 1
        out.append(r)
    return [repr(r) for r in out[:12]], [repr(r) for r in out[:12]] == [repr(r) for r in out[-12:]]
print(loop_variable(360))
def float_counter(n):
    i, s, kinds = 0, 0, set()
    while i < n:
        s += i
        kinds.add(type(i).__name__ + type(s).__name__)
        if i == 100: i = 100.5
        elif i == 300.5: i = 301
        elif i == 400: i = N(400)
        else: i = i + 1
        if type(i) is N and i.v == 450: i = 450
        if type(s) is N and type(i) is int: s = s.v
    return i, s, sorted(kinds)
print(float_counter(600))
