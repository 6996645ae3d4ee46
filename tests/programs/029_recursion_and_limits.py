# Recursion of moderate depth, mutual recursion, and RecursionError that leaves the program well.
def depth(n): return 0 if n == 0 else 1 + depth(n - 1)
print(depth(10), depth(500))
def forever(): return forever()
for _ in range(2):
    try:
        forever()
    except RecursionError as e:
        print(type(e).__name__, e)
def a(n): return 'a' if n == 0 else b(n - 1)
def b(n): return 'b' if n == 0 else a(n - 1)
print(a(100), a(101))
def pow_(x, n): return 1 if n == 0 else pow_(x * x, n // 2) * (x if n % 2 else 1)
print(pow_(3, 50))
def rev(s): return '' if not s else rev(s[1:]) + s[0]
print(rev('recursion'))
def gcd(a, b): return a if b == 0 else gcd(b, a % b)
print(gcd(1071, 462))
def binary(n): return str(n) if n < 2 else binary(n // 2) + str(n % 2)
print(binary(1000))
def perms(s): return [s] if len(s) < 2 else [c + p for i, c in enumerate(s) for p in perms(s[:i] + s[i + 1:])]
print(perms('abc'), len(perms('abcde')))
def partitions(n, m): return 1 if n == 0 else sum(partitions(n - k, k) for k in range(1, min(n, m) + 1))
print([partitions(n, n) for n in range(1, 12)])
def mandel(c, z=0, n=0): return n if n > 30 or abs(z) > 2 else mandel(c, z * z + c, n + 1)
print([mandel(complex(x / 3, 0)) for x in range(-7, 3)])
class Chain:
    def __init__(self, n): self.next = Chain(n - 1) if n else None
    def length(self): return 1 + self.next.length() if self.next else 1
print(Chain(100).length())
def until_error(n):
    try:
        return until_error(n + 1)
    except RecursionError:
        return n
print(until_error(0) > 500, depth(300))
def cleanup():
    log = []
    def go(n):
        try:
            go(n + 1)
        finally:
            if n < 3: log.append(n)
    try:
        go(0)
    except RecursionError:
        log.append('caught')
    return log
print(cleanup())
