# Call sites of every kind of signature while hot, with keywords, defaults, stars, methods and errors: more.
def plain(a, b): return a - b
def default(a, b=5, c=7): return a + b * c
def kwonly(a, *, k=3): return a * k
def posonly(a, /, b): return a * 2 + b
class C:
    def __init__(self, v=1, *, w=2): self.v, self.w = v, w
    def m(self, a, b=1): return self.v + a * b
    @classmethod
    def c(cls, a): return cls(a).v
    @staticmethod
    def s(a, b): return a ^ b
    def __call__(self, x): return x + self.w
    @property
    def p(self): return self.v * 3
def builtins_(n):
    s = 0
    l = [3, 1, 2]
    for i in range(n):
        s += len(l) + abs(-i) + max(i, 5) + min(l) + sum(l) + int('7') + ord('a') + isinstance(i, int) + len(str(i)) + round(i / 3) + pow(i, 2, 7) + divmod(i, 7)[1] + hash(i) % 5 + bool(i) + len(range(i)) + l.index(1) + 'abc'.find('c') + {'k': i}.get('k') + len('a b'.split()) + int.__add__(i, 1) + len(list(l)) + len(tuple(l)) + len([*l, i]) + type(i)(3)
        l.append(l.pop(0))
    return s
print(builtins_(300))
def wrong(n):
    msgs = {}
    for i in range(n):
        for f in (lambda: plain(1), lambda: plain(1, 2, 3), lambda: kwonly(1, 2), lambda: default(z=1), lambda: posonly(a=1, b=2), lambda: C(1, 2), lambda: len(), lambda: c_missing()):
            try:
                f()
            except (TypeError, NameError) as e:
                msgs[str(e)] = msgs.get(str(e), 0) + 1
    return msgs
for k, v in sorted(wrong(100).items()): print(v, k)
def partials(n):
    import functools, operator
    p = functools.partial(default, 1, c=2)
    g = operator.itemgetter(1)
    a = operator.attrgetter('v')
    mc = operator.methodcaller('m', 2)
    c, s = C(4), 0
    for i in range(n): s += p() + p(i) + g((1, i)) + a(c) + mc(c) + functools.reduce(operator.add, (1, 2, i))
    return s
print(partials(300))
def lambdas(n):
    s = 0
    for i in range(n):
        f = lambda x, y=i: x * y
        s += f(2) + (lambda *a: a[0])(i) + (lambda **k: k['z'])(z=i) + sum(map(lambda v: v + i, (1, 2))) + len(list(filter(lambda v: v > i % 5, range(5)))) + sorted([3, 1, 2], key=lambda v: (v * i) % 3)[0]
    return s
print(lambdas(200))
def rebinding_init(n):
    class D:
        def __init__(self, x): self.x = x
    s = 0
    for i in range(n):
        s += D(i).x
        if i == n // 3: D.__init__ = lambda self, x: setattr(self, 'x', x * 2)
        if i == 2 * n // 3: D.__new__ = lambda cls, x: C(100 + x) if False else object.__new__(cls)
    return s
print(rebinding_init(300))
def deep_star(n):
    def f(*a, **k): return g(*a, **k)
    def g(*a, **k): return h(*a, **k)
    def h(a, b, c=0, **k): return a + b + c + len(k)
    return sum(f(i, 1, c=2, d=3, e=4) + f(*(i, 2)) for i in range(n))
print(deep_star(300))
