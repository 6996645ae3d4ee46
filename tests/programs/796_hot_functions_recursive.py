# Functions that call themselves and each other, often enough to become machine code that calls machine code.
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


def is_even(n):
    return True if n == 0 else is_odd(n - 1)


def is_odd(n):
    return False if n == 0 else is_even(n - 1)


def tak(x, y, z):
    if y >= x:
        return z
    return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))


def hanoi(n, a, b, c, moves):
    if n == 0:
        return 0
    count = hanoi(n - 1, a, c, b, moves)
    moves.append((a, c))
    return count + 1 + hanoi(n - 1, b, a, c, moves)


class Tree:
    def __init__(self, depth, value):
        self.value = value
        self.left = Tree(depth - 1, 2 * value) if depth else None
        self.right = Tree(depth - 1, 2 * value + 1) if depth else None

    def total(self):
        result = self.value
        if self.left:
            result += self.left.total()
        if self.right:
            result += self.right.total()
        return result

    def find(self, value):
        if self.value == value:
            return self
        if self.left is None:
            return None
        return self.left.find(value) or self.right.find(value)

    @property
    def height(self):
        return 1 + max(self.left.height, self.right.height) if self.left else 1


def power(x, n):
    if n == 0:
        return 1
    half = power(x, n // 2)
    return half * half * (x if n % 2 else 1)


def collatz(n, steps=0):
    if n == 1:
        return steps
    return collatz(n // 2 if n % 2 == 0 else 3 * n + 1, steps + 1)


def flatten(x):
    if isinstance(x, list):
        return [z for y in x for z in flatten(y)]
    return [x]


def mixed(n):
    # The type of the result changes on the way up.
    if n == 0:
        return 1
    if n == 12:
        return float(mixed(n - 1))
    if n == 25:
        return str(mixed(n - 1))
    return mixed(n - 1) * 2 if n < 25 else mixed(n - 1) + 'x'


print([fib(n) for n in range(20)])
print(ackermann(2, 12), [ackermann(1, n) for n in range(30)][-1])
print([is_even(n) for n in range(200)].count(True), is_odd(333))
print(tak(12, 8, 4))
moves = []
print(hanoi(9, 'a', 'b', 'c', moves), len(moves), moves[:3], moves[-1])
tree = Tree(8, 1)
print(tree.total(), tree.find(300).value, tree.find(1000), tree.height)
print([power(3, n) % 1000007 for n in range(0, 400, 37)], power(7, 200) % 10**9)
print([collatz(n) for n in range(1, 60)])
print(flatten([1, [2, [3, [4, [5]], 6]], [[7]], 8] * 10)[-9:])
print([mixed(n) for n in (3, 11, 12, 20, 24, 25, 27)])
for _ in range(30):
    last = mixed(27), mixed(13)
print(last)
