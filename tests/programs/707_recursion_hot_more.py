# Recursion: fib, ackermann, mutual, tree building, with closures, with defaults, exceptions and limits: more.
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
def deep(n): return 0 if n == 0 else 1 + deep(n - 1)
print(deep(900))
import sys
def infinite(n): return infinite(n + 1)
for _ in range(3):
    try:
        infinite(0)
    except RecursionError as e:
        print(type(e).__name__, str(e)[:40])
def recover():
    d = 0
    def go():
        nonlocal d
        d += 1
        try:
            go()
        except RecursionError:
            return
    go()
    return 500 < d <= 1100
print(recover())
sys.setrecursionlimit(200)
try:
    deep(300)
except RecursionError as e:
    print('limited')
sys.setrecursionlimit(5000)
print(deep(4000))
sys.setrecursionlimit(1000)
class R:
    def __getattr__(self, n): return getattr(self, n + 'x')
try:
    R().a
except RecursionError:
    print('getattr recursion')
class E:
    def __eq__(self, o): return self == o
try:
    E() == E()
except RecursionError:
    print('eq recursion')
class P:
    def __repr__(self): return repr(self)
try:
    repr(P())
except RecursionError:
    print('repr recursion')
class C:
    def __call__(self): return self()
try:
    C()()
except RecursionError:
    print('call recursion')
class I:
    def __iter__(self): return iter(self)
try:
    iter(I())
except RecursionError:
    print('iter recursion')
def gen(n):
    yield n
    yield from gen(n + 1)
try:
    for x in gen(0): pass
except RecursionError:
    print('generator recursion', x > 100)
def mutual_class(n):
    class X:
        def __init__(self, n): self.child = X(n - 1) if n else None
        def size(self): return 1 + (self.child.size() if self.child else 0)
    return X(n).size()
print(mutual_class(150))
print(fib(15), deep(500))
