# Generators in hot loops: nested, delegating, sent to, closed early, with state of changing types.
def count(n):
    i = 0
    while i < n:
        yield i
        i += 1
print(sum(count(2000)), sum(x * 2 for x in count(500) if x % 3), max(x ^ 5 for x in count(300)))
def pipeline(n):
    a = (x for x in range(n))
    b = (x * x for x in a if x % 2)
    c = (x + 1 for x in b)
    return sum(c)
print(pipeline(1000))
def tree(n):
    if n == 0:
        yield 1
        return
    yield from tree(n - 1)
    yield n
    yield from tree(n - 1)
print(sum(tree(9)), len(list(tree(7))))
def averager():
    total, n, avg = 0, 0, None
    while True:
        x = yield avg
        total += x
        n += 1
        avg = total / n
a = averager()
next(a)
for i in range(500): r = a.send(i)
print(r)
def switching(n):
    for i in range(n):
        yield i if i < n // 3 else float(i) if i < 2 * n // 3 else str(i)
ints = floats = strs = 0
for v in switching(600):
    if type(v) is int: ints += v
    elif type(v) is float: floats += v
    else: strs += len(v)
print(ints, floats, strs)
def early(n):
    closed = 0
    def g():
        nonlocal closed
        try:
            i = 0
            while True:
                yield i
                i += 1
        finally:
            closed += 1
    s = 0
    for k in range(n):
        it = g()
        for v in it:
            s += v
            if v >= k % 5: break
        it.close()
    return s, closed
print(early(200))
