# Simple generators: state, return, infinite, pipelines, generator expressions, two-way once.
def gen():
    yield 1
    yield 2
    return 3
g = gen()
print(next(g), next(g))
try:
    next(g)
except StopIteration as e:
    print('value', e.value)
def countdown(n):
    while n:
        yield n
        n -= 1
print(list(countdown(3)), sum(countdown(10)), 2 in countdown(3), max(countdown(4)))
def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
out = []
for f in fib():
    if f > 100: break
    out.append(f)
print(out)
def evens(it):
    for x in it:
        if x % 2 == 0: yield x
def doubled(it):
    for x in it: yield x * 2
print(list(doubled(evens(range(10)))))
print(sum(x * x for x in range(5)), list(x for x in 'ab'), tuple(i for i in range(3)), {c: i for i, c in enumerate(c for c in 'xy')})
def empty():
    return
    yield
print(list(empty()))
def both(a, b):
    yield from a
    yield from b
print(list(both([1, 2], 'xy')))
def inner():
    yield 1
    return 'result'
def outer():
    r = yield from inner()
    yield r
print(list(outer()))
def echo():
    x = None
    while True: x = yield x
e = echo()
next(e)
print(e.send('a'), e.send('b'))
e.close()
print(next(e, 'closed'))
def with_finally():
    try:
        yield 1
    finally:
        print('cleanup')
for x in with_finally(): print(x)
g = with_finally()
next(g)
g.close()
def args(*a, **k):
    yield from a
    yield from sorted(k.items())
print(list(args(1, 2, z=3)))
gs = [countdown(2), countdown(3)]
print([next(g) for g in gs], [list(g) for g in gs])
def windows(it, n):
    buf = []
    for x in it:
        buf.append(x)
        if len(buf) == n:
            yield tuple(buf)
            buf.pop(0)
print(list(windows(range(5), 3)))
