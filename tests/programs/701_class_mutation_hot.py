# Classes, methods and instance layouts that change while a loop that uses them is hot.
class A:
    k = 1
    def f(self): return 1
    def __init__(self): self.x = 1
def run(a, n):
    s = 0
    for _ in range(n):
        s += a.f() + a.k + a.x
    return s
a = A()
print(run(a, 500))
A.f = lambda self: 10
print(run(a, 500))
A.k = 7
print(run(a, 500))
a.k = 100
print(run(a, 500))
a.f = lambda: 1000
print(run(a, 500))
del a.f, a.k
print(run(a, 500))
class B(A): pass
a.__class__ = B
print(run(a, 500))
B.f = lambda self: 5
print(run(a, 500))
A.__getattr__ = lambda self, n: 3
del A.k
print(run(a, 500))
B.x = property(lambda self: 50, lambda self, v: None)
print(run(a, 500))
del B.x
A.__getattribute__ = lambda self, n: (lambda: 2) if n == 'f' else 4
print(run(a, 300))
del A.__getattribute__
print(run(a, 300))
def inside(n):
    class C:
        def f(self): return 1
    c = C()
    out = []
    s = 0
    for i in range(n):
        s += c.f()
        if i == 300: C.f = lambda self: 2
        if i == 500: c.f = lambda: 3
        if i == 700: c.__dict__.clear()
        if i == 800: C.f = staticmethod(lambda: 10)
        if i == 900: C.f = classmethod(lambda cls: 20)
        if i % 100 == 0: out.append(s)
    return out
print(inside(1000))
class P:
    def __init__(self, i):
        if i % 2:
            self.a, self.b = i, 1
        else:
            self.b, self.a = 1, i
        if i % 7 == 0: self.c = 5
def layouts(n):
    ps = [P(i) for i in range(n)]
    s = 0
    for _ in range(5):
        for p in ps:
            s += p.a + p.b
            p.a += 1
        for p in ps[::3]:
            if hasattr(p, 'c'): del p.c
            else: p.c = 1
    return s, sum(hasattr(p, 'c') for p in ps)
print(layouts(200))
class S:
    def __add__(self, o): return 1
s = S()
def addloop(n):
    t = 0
    for i in range(n):
        t += s + s
        if i == n // 2: S.__add__ = lambda self, o: 100
    return t
print(addloop(600))
class L:
    def __len__(self): return 3
    def __iter__(self): return iter([1, 2])
    def __getitem__(self, i): return i
    def __contains__(self, x): return True
    def __eq__(self, o): return True
    def __bool__(self): return True
def protocol(n):
    l = L()
    t = 0
    for i in range(n):
        t += len(l) + l[i % 3] + (5 in l) + (l == 1) + (10 if l else 0)
        for x in l: t += x
        if i == 200:
            L.__len__ = lambda self: 0
            L.__getitem__ = lambda self, i: -1
        if i == 300:
            L.__contains__ = lambda self, x: False
            L.__iter__ = lambda self: iter(())
        if i == 400:
            del L.__bool__
            L.__eq__ = object.__eq__
    return t
print(protocol(600))
class Base:
    def who(self): return 1
class Other:
    def who(self): return 2
class D(Base):
    def who(self): return super().who() * 10
d = D()
def supers(n):
    t = 0
    for i in range(n):
        t += d.who()
        if i == n // 3: D.__bases__ = (Other,)
        if i == 2 * n // 3: Other.who = lambda self: 3
    return t
print(supers(900))
