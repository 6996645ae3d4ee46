# Functions whose defaults, keyword defaults, code, closure contents or bindings change while a hot loop calls them.
def f(a, b=1, *, k=10): return a + b + k
def defaults(n):
    s, out = 0, []
    for i in range(n):
        s += f(i)
        if i == 100: f.__defaults__ = (2,)
        if i == 200: f.__kwdefaults__ = {'k': 20}
        if i == 300: f.__kwdefaults__['k'] = 30
        if i == 400: f.__defaults__ = (5, 7)
        if i == 450: f.__defaults__ = (1.5,)
        if i % 50 == 0: out.append(s)
    f.__defaults__, f.__kwdefaults__ = (1,), {'k': 10}
    return out
print(defaults(550))
def removed(n):
    msgs = {}
    for i in range(n):
        try: r = f(1)
        except TypeError as e: r = str(e)
        msgs[r] = msgs.get(r, 0) + 1
        if i == 100: f.__defaults__ = None
        if i == 150: f.__defaults__ = (0,); f.__kwdefaults__ = None
        if i == 200: f.__kwdefaults__ = {'k': 100}
        if i == 250: del f.__kwdefaults__['k']
    f.__defaults__, f.__kwdefaults__ = (1,), {'k': 10}
    return msgs
print(removed(300))
def mutable(n):
    def g(x, acc=[]):
        acc.append(x)
        return len(acc)
    s = 0
    for i in range(n):
        s += g(i)
        if i % 70 == 69: g.__defaults__[0].clear()
    return s, g(0)
print(mutable(300))
def codes(n):
    def one(x): return x + 1
    def two(x): y = x * 2; return y
    def three(x, z): return -x + z
    codes = [one.__code__, two.__code__, three.__code__]
    s, trail = 0, []
    for i in range(n):
        try: s += one(i)
        except TypeError as e: s += len(str(e))
        if i % 90 == 89:
            one.__code__ = codes[(i // 90 + 1) % 3]
            trail.append((s, one.__name__, one.__code__.co_name))
        if i == 400: one.__defaults__ = (5,)
    return trail
print(codes(600))
def recursing_change(n):
    def fact(k): return 1 if k < 2 else k * fact(k - 1)
    def triangle(fact): return lambda k: 0 if k < 2 else k + fact(k - 1)
    out = []
    for i in range(n):
        out.append(fact(6))
        if i == n // 2: fact.__code__ = triangle(None).__code__
    return out.index(20), out[0], out[-1]
print(recursing_change(200))
def closure_cell(n):
    factor = 2
    def mul(x): return x * factor
    cell = mul.__closure__[0]
    s, out = 0, []
    for i in range(n):
        s += mul(i)
        if i == 100: factor = 3
        if i == 200: cell.cell_contents = 0.5
        if i == 300: cell.cell_contents = 10 ** 20
        if i == 400: del cell.cell_contents
        if i == 401: factor = 1
        if i % 50 == 0: out.append(s)
        if i == 400:
            try: mul(1)
            except NameError as e: out.append(str(e))
            factor = 4
    return out
print(closure_cell(500))
def rebinding(n):
    def a(x): return x
    def b(x): return -x
    h, s = a, []
    t = 0
    for i in range(n):
        t += h(i)
        h = b if h is a and i % 30 == 29 else a if h is b and i % 50 == 49 else h
        if i == 300: h = int
        if i == 350: h = abs
        if i == 400: h = 3.5.__add__
        if i == 450: h = a
        if i % 40 == 0: s.append(t)
    return s
print(rebinding(600))
def shapes(n):
    def va(*args, **kw): return len(args) * 100 + sum(args) + sum(kw.values()) + len(kw) * 1000
    def kw_only(*, a, b=2): return a * b
    def pos_only(a, b=3, /): return a - b
    def all_kinds(a, /, b, *c, d=4, **e): return a + b * 2 + sum(c) + d + sum(e.values())
    s, out = 0, []
    for i in range(n):
        args, kw = (1,) * (i % 4), {chr(97 + j): j for j in range(i % 3)}
        s += va(*args) + va(**kw) + va(*args, **kw) + va(i, *args, z=1, **kw)
        s += kw_only(a=i) + kw_only(b=i, a=1) + pos_only(i) + pos_only(i, i // 2)
        s += all_kinds(1, 2) + all_kinds(i, b=1) + all_kinds(1, 2, *args, d=i, y=5, **{'zz': 1}) + all_kinds(*[i, 2], *args, e=3)
        if i % 60 == 0: out.append(s)
    return out
print(shapes(400))
def wrong_calls(n):
    def g(a, b, *, c=0): return a + b + c
    calls = [lambda: g(1, 2), lambda: g(1), lambda: g(1, 2, 3), lambda: g(1, b=2, c=3), lambda: g(1, 2, d=4),
             lambda: g(1, a=1), lambda: g(), lambda: g(*[1, 2], **{'b': 3})]
    res = {}
    for i in range(n):
        try: r = calls[i % 8]()
        except TypeError as e: r = str(e)
        res[r] = res.get(r, 0) + 1
    return res
for k, v in wrong_calls(240).items(): print(v, k)
