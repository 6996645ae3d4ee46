# Recursion: fib, ackermann, mutual, tree building, with closures, with defaults, exceptions and limits.
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(20))
def ack(m, n): return n + 1 if m == 0 else ack(m - 1, 1) if n == 0 else ack(m - 1, ack(m, n - 1))
print(ack(2, 8))
def even(n): return n == 0 or odd(n - 1)
def odd(n): return n != 0 and even(n - 1)
print(even(300), odd(301))
class Node:
    __slots__ = ('left', 'right', 'value')
    def __init__(self, left, right, value): self.left, self.right, self.value = left, right, value
def make(d): return None if d == 0 else Node(make(d - 1), make(d - 1), d)
def total(t): return 0 if t is None else t.value + total(t.left) + total(t.right)
def depth(t): return 0 if t is None else 1 + max(depth(t.left), depth(t.right))
t = make(10)
print(total(t), depth(t))
def hanoi(n, a, b, c): return 0 if n == 0 else hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)
print(hanoi(11, 'a', 'b', 'c'))
Y = lambda f: (lambda x: x(x))(lambda x: f(lambda *a: x(x)(*a)))
print(Y(lambda self: lambda n: 1 if n == 0 else n * self(n - 1))(40))
def flatten(x): return [x] if not isinstance(x, list) else [z for y in x for z in flatten(y)]
nested = 1
for i in range(50): nested = [nested, i]
print(sum(flatten(nested)))
def tak(x, y, z): return z if y >= x else tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))
print(tak(8, 4, 0))
def count_change(amount, coins): return 1 if amount == 0 else 0 if amount < 0 or not coins else count_change(amount, coins[1:]) + count_change(amount - coins[0], coins)
print(count_change(60, (50, 25, 10, 5, 1)))
def kwrec(n, *, acc=0, **kw): return acc if n == 0 else kwrec(n - 1, acc=acc + n, **kw)
print(kwrec(200, extra=1))
def starrec(*args): return sum(args) if len(args) > 20 else starrec(*args, len(args))
print(starrec())
