# What machine code calls is changed while it runs: functions, code, defaults, closures, methods.
def f(n):
    if n == 0:
        return 'end'
    if n == 7 and change:
        change()
    return f(n - 1)


first = f


def redefine():
    global f

    def f(n):
        return f'other {n}'


change = None
for i in range(200):
    f(20)
change = redefine
print(first(20), first(3))
f = first
change = None
for i in range(100):
    last = f(20)
print(last)


def g(n, step=1):
    if n <= 0:
        return step
    return g(n - 1) if n % 2 else g(n - 1, step + 1)


print([g(n) for n in range(40)][-2:])
g.__defaults__ = (10,)
print([g(n) for n in range(40)][-2:])


def h(n):
    return 0 if n <= 0 else 1 + h(n - 1)


def h2(n):
    return 0 if n <= 0 else 2 + h(n - 2)


print([h(n) for n in range(60)][-1])
h.__code__ = h2.__code__
print([h(n) for n in range(60)][-1])


def counter():
    calls, weight = 0, 1

    def walk(n):
        nonlocal calls
        calls += 1
        return weight if n == 0 else walk(n - 1) + walk(n - 1)

    def heavier():
        nonlocal weight
        weight += 1

    return walk, heavier, lambda: calls


walk, heavier, calls = counter()
other, _, other_calls = counter()
print(walk(8), other(7), calls(), other_calls())
heavier()
print(walk(8), other(7), calls(), other_calls())


class A:
    def go(self, n):
        return 0 if n == 0 else self.go(n - 1) + 1


class B(A):
    def go(self, n):
        return 5 if n == 0 else super().go(n)


a, b = A(), B()
print([a.go(n) for n in range(40)][-1], [b.go(n) for n in range(40)][-1])
A.go = lambda self, n: -1
print(a.go(10), b.go(10), b.go(0))
a.go = lambda n: 'own'
print(a.go(10))


def shadow(n):
    return 0 if n == 0 else len(range(n)) + shadow(n - 1)


print([shadow(n) for n in range(50)][-1])
len = lambda x: 1
print(shadow(20))
del len
print(shadow(20))


def swap(n):
    # The function that is called is another one each time.
    return n if n < 2 else table[n % 3](n - 1) + 1


def swap2(n):
    return n * 2 if n < 2 else table[n % 2](n - 2) + 3


table = [swap, swap2, lambda n: swap(n - 1)]
print([swap(n) for n in range(60)])
