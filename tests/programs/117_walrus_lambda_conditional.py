# Assignment expressions, lambdas, conditional expressions, boolean operators, chained comparison.
if (n := 10) > 5:
    print(n)
while (n := n - 3) > 0:
    print(n, end=' ')
print(n)
print([y := 1, y ** 2, y], (z := 3) + z, y)
data = [1, 2, 3, 4]
print([sq for v in data if (sq := v * v) > 4], sq)
def f(x, /, y=(w := 5)):
    return x, y
print(f(1), w)
print((lambda: 1)(), (lambda x, *a, k=2, **kw: (x, a, k, kw))(1, 2, 3, k=4, m=5))
print((lambda x: (lambda y: x + y))(1)(2), [f(2) for f in [lambda v: v, lambda v: v * v]])
print(sorted('hello', key=lambda c: (-ord(c), c)), (lambda *, a: a)(a=1), (lambda a, /: a)(2))
print(1 if [] else 2 if () else 3, (1 if True else 2) + 1, 'a' if 'b' in 'abc' else 'c')
def t(v):
    print('t', v, end='; ')
    return v
print(t(0) and t(1), t(1) and t(2), t(0) or t(3), t(4) or t(5))
print(t(0) or t('') or t([]), t(1) and t(2) and t(0) and t(3))
print(not t(0) and t(1), t(1) if t(0) else t(2))
print(t(1) < t(2) < t(3), t(3) < t(2) < t(1), t(1) < t(3) > t(2))
print(1 == 1.0 == True, 1 < 2 == 2, 'a' < 'b' in 'bc', [] is [] is None)
class B:
    def __init__(self, v): self.v = v
    def __bool__(self):
        print('bool', self.v, end='; ')
        return self.v
    def __repr__(self): return f'B({self.v})'
print(B(True) and B(False), B(False) or B(True), not B(True), B(True) if B(False) else B(False))
if B(True) and not B(False) or B(True):
    print('taken')
while B(False): pass
print([x for x in (1, 2) if B(x == 1)])
assert B(True)
class L:
    def __len__(self): return 0
    def __repr__(self): return 'L()'
print(bool(L()), not L(), L() and 1)
class Bad:
    def __bool__(self): return 5
try:
    if Bad(): pass
except TypeError as e:
    print(e)
class BadLen:
    def __len__(self): return -1
try:
    bool(BadLen())
except ValueError as e:
    print(e)
x = 5
print(x if x else 0, (x, y) if x else (y, x), [1, 2][x > 3], {True: 'a', False: 'b'}[x == 5])
r = (yield_ for yield_ in (1, 2))
print(next(r))
print(*(a or b for a, b in [(0, 'x'), (1, 'y')]), *[i and j for i, j in [(0, 1), (1, 2)]])
print(0 < x < 10 and x != 7 or False, (0 < x) == True, not x == 5, not (x != 5))
