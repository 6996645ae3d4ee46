# Nested functions, returning functions, recursion inside, shadowing, defaults evaluated once.
def outer(x):
    def inner(y): return x + y
    return inner(10)
print(outer(5))
def maker(n):
    def times(x): return x * n
    return times
double, triple = maker(2), maker(3)
print(double(5), triple(5), double(triple(2)))
def fact(n):
    def go(k, acc): return acc if k == 0 else go(k - 1, acc * k)
    return go(n, 1)
print(fact(10))
def shadow(x):
    def f(x): return x * 2
    return f(x + 1), x
print(shadow(1))
n = 1
def g(a=n): return a
n = 2
print(g(), n)
def count(items=[]):
    items.append(len(items))
    return items
print(count(), count(), count([9]))
def three():
    def two():
        def one(): return 'deep'
        return one
    return two
print(three()()())
def dispatch(op):
    def add(a, b): return a + b
    def sub(a, b): return a - b
    return {'+': add, '-': sub}[op]
print(dispatch('+')(1, 2), dispatch('-')(1, 2))
def accumulate():
    total = [0]
    def add(x):
        total[0] += x
        return total[0]
    return add
acc = accumulate()
print(acc(1), acc(2), acc(3))
def state():
    value = 'a'
    def get(): return value
    def put(v):
        nonlocal value
        value = v
    return get, put
get, put = state()
put('b')
print(get())
def curry(f): return lambda a: lambda b: f(a, b)
print(curry(lambda a, b: a ** b)(2)(8))
fs = []
for i in range(3):
    fs.append(lambda i=i: i * 10)
print([f() for f in fs])
def apply_n(f, n, x):
    for _ in range(n): x = f(x)
    return x
print(apply_n(lambda v: v * 2 + 1, 5, 1))
