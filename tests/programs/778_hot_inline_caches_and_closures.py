# Inlined callees that are replaced, rebound or differ per call site: closures from one code object, recursion through variables, default sharing.
def make(k):
    def f(x): return x * k
    return f
def one_code_many_closures(n):
    fs, s, out = [make(k) for k in (1, 2, 0.5, 'a', 2 ** 62)], [0, 0.0, 0], []
    for i in range(n):
        f = fs[i % 3]
        s[i % 3] += f(i)
        if i % 50 == 0: out.append((f(2), fs[3](2), fs[4](2)))
        if i == 100: fs[0] = make(-1)
        if i == 150: fs[1].__closure__[0].cell_contents = 1000
    return s, out
print(one_code_many_closures(250))
def rebound_each_turn(n):
    t = 0
    for i in range(n):
        def g(x, y=i): return x + y
        h = lambda x: g(x) - i
        t += g(1) + h(2)
        if i % 80 == 79: g = h; t += 5
    return t
print(rebound_each_turn(300))
def through_variables(n):
    def a(k): return 0 if k == 0 else 1 + cur(k - 1)
    def b(k): return 0.5 if k == 0 else 2 + cur(k - 1)
    cur, out = a, []
    for i in range(n):
        r = cur(i % 8)
        if i % 40 == 39: cur = b if cur is a else a; out.append(r)
    return out
print(through_variables(250))
def stack_of_calls(n):
    def l1(x): return l2(x) + 1
    def l2(x): return l3(x) * 2
    def l3(x): return x - 3
    s, out = 0, []
    for i in range(n):
        s += l1(i)
        if i == 80: l3 = lambda x: x / 2
        if i == 120: l2 = lambda x: l3(l3(x))
        if i == 160: l1 = l3
        if i == 200: l1 = len
        if i == 200:
            try: l1(5)
            except TypeError as e: out.append(str(e))
            l1 = int
        if i % 40 == 0: out.append(s)
    return out
print(stack_of_calls(250))
class K:
    def m(self): return 1
    def n(self): return self.m() + self.o()
    def o(self): return 10
class L(K):
    def o(self): return 20
def method_replaced_by_callee(n):
    k, l, t, out = K(), L(), 0, []
    def evil(i):
        if i == 60: K.m = lambda self: 2
        if i == 90: L.m = lambda self: 3
        if i == 120: k.m = lambda: 4
        if i == 150: del L.o
        if i == 180: l.__class__ = K
        if i == 210: K.o = property(lambda self: lambda: 0.5)
        return 0
    for i in range(n):
        t += k.n() + evil(i) + k.n() * 100 + l.n() * 10000
        if i % 30 == 0: out.append(t)
    return out
print(method_replaced_by_callee(250))
def replaced_in_the_middle(n):
    class Z:
        def a(self, i):
            if i == 100: Z.b = lambda self, i: 'new b'
            if i == 140: self.b = lambda i: 'instance b'
            if i == 180: del self.b; del Z.b
            return self.b(i)
        def b(self, i): return 'old b'
        def __getattr__(self, name): return lambda i: 'getattr ' + name
    z, seen = Z(), []
    for i in range(n):
        r = z.a(i)
        if not seen or seen[-1][1] != r: seen.append((i, r))
    return seen
print(replaced_in_the_middle(220))
def running_code_replaced(n):
    def f(i):
        if i == 60: f.__code__ = g.__code__
        x = i + 1
        return x
    def g(i): return i * 2 if (f, g) else 0
    s, out = 0, []
    for i in range(n):
        s += f(i)
        if i % 20 == 0: out.append(s)
    return out
print(running_code_replaced(140))
def global_callee(x): return x + 1
def globals_replaced(n):
    global global_callee
    t, out = 0, []
    for i in range(n):
        t += global_callee(i)
        if i == 50: exec('def global_callee(x): return x * 2', globals())
        if i == 100: global_callee = K().n
        if i == 100:
            try: global_callee(1)
            except TypeError as e: out.append(str(e).split('.')[-1])
            global_callee = abs
        if i == 150: global_callee = float
        if i % 30 == 0: out.append(t)
    return out
print(globals_replaced(200))
def shared_defaults(n):
    def f(x, acc=[], *, seen={}):
        acc.append(x)
        seen[x % 5] = len(acc)
        if len(acc) > 20: del acc[:15]
        return len(acc)
    t = sum(f(i) for i in range(n))
    return t, f.__defaults__, f.__kwdefaults__
print(shared_defaults(150))
def star_forwarding(n):
    def base(a, b=2, *c, d=4, **e): return a * 1000 + b * 100 + len(c) * 10 + d + len(e)
    def mid(*a, **k): return base(*a, **k)
    def top(x, *rest, **k): return mid(x, *rest, d=k.pop('d', 1), **k)
    t, msgs = 0, {}
    for i in range(n):
        try:
            t += top(i, *range(i % 4), **({'d': 7} if i % 3 else {'z': 1, 'y': 2}))
            if i % 50 == 49: top(1, b=2, *(3,))
            if i % 50 == 48: top()
            if i % 50 == 47: mid(1, a=2)
        except TypeError as e:
            m = str(e).split('.')[-1]
            msgs[m] = msgs.get(m, 0) + 1
    return t, msgs
print(star_forwarding(200))
def decorated(n):
    def deco(f):
        def inner(*a):
            counts[f.__name__] = counts.get(f.__name__, 0) + 1
            return f(*a)
        return inner
    counts = {}
    @deco
    @deco
    def p(x): return x if x < 2 else q(x - 1) + 1
    @deco
    def q(x): return p(x - 1) + 0.5
    t = sum(p(i % 9) for i in range(n))
    plain = deco(lambda: 0)
    for i in range(n): t += plain()
    return t, counts
print(decorated(150))
def y_combinator(n):
    Y = lambda f: (lambda x: x(x))(lambda x: f(lambda *a: x(x)(*a)))
    fact = Y(lambda self: lambda k: 1 if k < 2 else k * self(k - 1))
    fib = Y(lambda self: lambda k: k if k < 2 else self(k - 1) + self(k - 2))
    return [fact(i % 25) for i in range(n)][24], sum(fib(i % 12) for i in range(n // 4))
print(y_combinator(100))
