# Call sites of every kind of signature while hot, with keywords, defaults, stars, methods and errors.
def plain(a, b): return a - b
def default(a, b=5, c=7): return a + b * c
def kwonly(a, *, k=3): return a * k
def star(*a): return len(a) * 10 + sum(a)
def kws(**k): return sum(k.values())
def posonly(a, /, b): return a * 2 + b
def everything(a, /, b=2, *args, c=3, **k): return a + b + sum(args) + c + sum(k.values())
def run(n):
    s = 0
    for i in range(n):
        s += plain(i, 1) + plain(b=1, a=i) + plain(i, b=2)
        s += default(i) + default(i, 1) + default(i, c=1) + default(i, 1, 2)
        s += kwonly(i) + kwonly(i, k=2)
        s += star() + star(i) + star(i, i) + star(*(1, 2), i)
        s += kws() + kws(x=i) + kws(**{'y': i}, z=1)
        s += posonly(i, 1) + posonly(i, b=2)
        s += everything(i) + everything(i, 1, 2, 3, c=4, d=5) + everything(*[i, 1], **{'c': 1, 'q': 2})
    return s
print(run(300))
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
def methods(n):
    c, s = C(), 0
    m, bound = C.m, c.m
    for i in range(n):
        s += c.m(i) + c.m(i, 2) + c.m(i, b=3) + C.m(c, i) + m(c, i) + bound(i) + C.c(i) + c.c(i) + C.s(i, 1) + c.s(i, b=2) + c(i) + c.p + C(i).v + C(i, w=i).w
    return s
print(methods(300))
