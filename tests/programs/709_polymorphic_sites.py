# Polymorphic and megamorphic attribute, method, call and operator sites.
def make(i):
    return type(f'T{i}', (), {'f': lambda self: i, 'attr': i * 2, '__init__': lambda self: setattr(self, 'inst', i * 3), '__add__': lambda self, o: i + o, '__len__': lambda self: i, '__getitem__': lambda self, k: k + i, '__eq__': lambda self, o: o == i, '__hash__': None, '__call__': lambda self, x: x * i, '__iter__': lambda self: iter((i, i))})
classes = [make(i) for i in range(24)]
objs = [c() for c in classes]
def site(objs):
    s = 0
    for o in objs:
        s += o.f() + o.attr + o.inst + (o + 1) + len(o) + o[2] + (o == 3) + o(2) + sum(o)
        o.inst += 1
    return s
for k in (1, 2, 3, 4, 5, 8, 24):
    print(k, [site(objs[:k] * 20) for _ in range(3)])
def alternate(n):
    s = 0
    a, b = objs[3], objs[5]
    for i in range(n):
        o = a if i & 1 else b
        s += o.f() * o.attr - o.inst
    return s
print(alternate(500))
class Shape:
    def area(self): return 0
class Sq(Shape):
    def __init__(self, s): self.s = s
    def area(self): return self.s * self.s
class Rect(Shape):
    def __init__(self, w, h): self.w, self.h = w, h
    def area(self): return self.w * self.h
class Circ(Shape):
    def __init__(self, r): self.r = r
    def area(self): return 3 * self.r * self.r
class Null(Shape): pass
class Slot(Shape):
    __slots__ = ('v',)
    def __init__(self, v): self.v = v
    def area(self): return self.v
class Dyn(Shape):
    def __getattr__(self, n): return 11
    def area(self): return self.anything
shapes = [Sq(2), Rect(2, 3), Circ(1), Null(), Slot(9), Dyn()]
print([sum(s.area() for s in shapes[:k] * 50) for k in range(1, 7)])
def values(xs):
    t = 0
    for x in xs:
        t += x.real if isinstance(x, (int, float)) else len(x)
    return t
print(values([1, 2.5, 'abc', [1], (1, 2), {}, True, b'xy'] * 40))
def strs(xs): return sum(len(str(x)) for x in xs)
print(strs([1, 2.5, 'abc', [1], (1, 2), {}, True, b'xy', None, 1j, range(3), 2 ** 70] * 20))
fs = [lambda x: x, lambda x, y=1: x + y, lambda *a: len(a), lambda x, **k: x, abs, int, str.__len__ if False else (lambda x: -x), max if False else (lambda x: x * x), classes[0]().__call__]
