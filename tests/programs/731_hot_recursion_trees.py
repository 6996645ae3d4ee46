# Big recursion trees that get hot by calls alone: fib, ackermann, hanoi, mutual recursion, memo, tree walks, RecursionError.
import sys
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print([fib(i) for i in range(18)])
def fib_any(n, one): return one if n < 2 else fib_any(n - 1, one) + fib_any(n - 2, one)
print(fib_any(14, 1), fib_any(13, 0.5), fib_any(11, 'x')[:3], fib_any(13, 2 ** 61), len(fib_any(12, (1,))), fib_any(13, True))
def ack(m, n):
    if m == 0: return n + 1
    if n == 0: return ack(m - 1, 1)
    return ack(m - 1, ack(m, n - 1))
print([ack(m, n) for m in range(3) for n in range(6)], ack(2, 20), ack(3, 3))
def hanoi(n, a, b, c, moves):
    if n:
        hanoi(n - 1, a, c, b, moves)
        moves.append((n, a, c))
        hanoi(n - 1, b, a, c, moves)
m = []
hanoi(9, 'A', 'B', 'C', m)
print(len(m), m[:5], m[255:258], m[-1])
def even(n): return True if n == 0 else odd(n - 1)
def odd(n): return False if n == 0 else even(n - 1)
print([even(i) for i in (0, 1, 250, 251)], sum(even(i % 40) for i in range(300)))
def hof_f(n): return 1 if n == 0 else n - hof_m(hof_f(n - 1))
def hof_m(n): return 0 if n == 0 else n - hof_f(hof_m(n - 1))
print([(hof_f(i), hof_m(i)) for i in range(12)])
class Node:
    def __init__(self, key): self.key, self.left, self.right = key, None, None
    def insert(self, key):
        if key < self.key:
            if self.left is None: self.left = Node(key)
            else: self.left.insert(key)
        elif self.right is None: self.right = Node(key)
        else: self.right.insert(key)
    def depth(self): return 1 + max(self.left.depth() if self.left else 0, self.right.depth() if self.right else 0)
    def walk(self, out):
        if self.left: self.left.walk(out)
        out.append(self.key)
        if self.right: self.right.walk(out)
    def __iter__(self):
        if self.left: yield from self.left
        yield self.key
        if self.right: yield from self.right
root, x = Node(500), 17
for i in range(300):
    x = (x * 211 + 77) % 1009
    root.insert(x if i < 250 else x / 2)
out = []
root.walk(out)
print(root.depth(), len(out), out == sorted(out), out[:4], out == list(root))
def depth_reached(f):
    try: return f(0)
    except RecursionError: return 'recursion'
def forever(n): return forever(n + 1) + 1
class Deep:
    def __getattr__(self, name): return getattr(self, name + 'x')
    def __add__(self, o): return self + o
    def __call__(self, n): return self(n + 1)
old = sys.getrecursionlimit()
sys.setrecursionlimit(400)
res = []
for i in range(12): res.append(depth_reached((forever, lambda n: Deep() + n, Deep(), lambda n: even(10 ** 6))[i % 4]))
print(res)
def caught_inside(n):
    try: return caught_inside(n + 1)
    except RecursionError as e: return 'caught', n > 200, str(e)[:32]
for i in range(5): r = caught_inside(0)
print(r)
def down(n): return 0 if n == 0 else 1 + down(n - 1)
sys.setrecursionlimit(old)
ok = 0
for i in range(60): ok += down(i * 10) == i * 10
print(ok)
def perms(items):
    if len(items) < 2: return [items]
    return [[x] + p for i, x in enumerate(items) for p in perms(items[:i] + items[i + 1:])]
p = perms([1, 2, 3, 4, 5])
print(len(p), p[77], len({tuple(q) for q in p}))
def change(amount, coins, memo):
    if amount == 0: return 1
    if amount < 0 or not coins: return 0
    key = amount, len(coins)
    if key not in memo: memo[key] = change(amount - coins[-1], coins, memo) + change(amount, coins[:-1], memo)
    return memo[key]
print([change(a, (1, 5, 10, 25, 50), {}) for a in (10, 55, 100, 200)])
def collatz(n, depth=0): return depth if n == 1 else collatz(n // 2 if n % 2 == 0 else 3 * n + 1, depth + 1)
print([collatz(i) for i in range(1, 60)], max(collatz(i) for i in range(1, 200)))
def switch(n, mode):
    if n == 0: return mode
    if mode == 'int': return switch(n - 1, 'float' if n == 50 else mode)
    r = switch(n - 1, mode)
    return r if n % 10 else r + str(n)
print([switch(k, 'int') for k in (20, 49, 80, 120)])
