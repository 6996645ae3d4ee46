# Functions: definition, default values, keyword arguments, recursion, functions as values.
def add(a, b):
    return a + b
def nothing():
    pass
def early(x):
    if x:
        return
    return 'end'
def defaults(a, b=2, c=3):
    return a, b, c
def star(*args):
    return args
def kw(**kwargs):
    return sorted(kwargs.items())
def both(a, *args, k=1, **kwargs):
    return a, args, k, sorted(kwargs.items())

print(add(1, 2), add('a', 'b'), add([1], [2]))
print(nothing(), early(1), early(0))
print(defaults(1), defaults(1, 5), defaults(1, c=9), defaults(c=1, b=2, a=3))
print(star(), star(1, 2, 3), star(*[1, 2], 3, *(4,)))
print(kw(), kw(x=1, y=2), kw(**{'z': 3}, w=4))
print(both(1), both(1, 2, 3), both(1, k=5, z=6), both(*'abc', **{'k': 1, 'm': 2}))

def fact(n):
    return 1 if n <= 1 else n * fact(n - 1)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))
print(fact(10), fib(15), ackermann(2, 3))

def is_even(n):
    return True if n == 0 else is_odd(n - 1)
def is_odd(n):
    return False if n == 0 else is_even(n - 1)
print(is_even(10), is_odd(7), is_even(7))

def apply(f, *args):
    return f(*args)
print(apply(add, 3, 4), apply(lambda: 'none'), apply(lambda x, y=2: x * y, 5))
print((lambda *a, **k: (a, k))(1, 2, z=3))

def mutable(x, acc=[]):
    acc.append(x)
    return acc
print(mutable(1), mutable(2), mutable(3, []))

def documented():
    "the docstring"
    return 1
print(documented.__doc__, documented.__name__, nothing.__doc__)

def outer():
    def inner():
        return 'inner result'
    return inner
print(outer()())
def compose(*fs):
    def composed(x):
        for f in reversed(fs):
            x = f(x)
        return x
    return composed
print(compose(lambda x: x + 1, lambda x: x * 2)(10))
