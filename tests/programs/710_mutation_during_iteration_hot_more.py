# Containers changed while hot loops iterate over them, and closures changing in loops: more.
def cell_changes(n):
    v = 0
    def get(): return v
    s = 0
    for i in range(n):
        v = i if i < n // 2 else float(i)
        s += get()
    return s
print(cell_changes(400))
def nonlocal_types(n):
    acc = 0
    def add(x):
        nonlocal acc
        acc = acc + x if not isinstance(acc, str) else len(acc)
    for i in range(n):
        if i == n // 2: acc = 'text'
        if i == n // 4: acc = 0.5
        add(i)
    return acc
print(nonlocal_types(200))
def swap_functions(n):
    def a(x): return x
    def b(x): return -x
    f, s = a, 0
    for i in range(n):
        s += f(i)
        if i % 37 == 0: f, a, b = b, b, a
    return s
print(swap_functions(500))
def code_swap(n):
    def f(x): return 1
    def g(x): return 100
    s = 0
    for i in range(n):
        s += f(i)
        if i == n // 2: f.__code__ = g.__code__
    return s
print(code_swap(400))
def defaults_swap(n):
    def f(x=1): return x
    s = 0
    for i in range(n):
        s += f()
        if i == n // 2: f.__defaults__ = (10,)
    return s
print(defaults_swap(400))
def str_build(n):
    s = ''
    for i in range(n):
        s += 'é' if i == n // 2 else 'a'
        if len(s) > 50: s = s[25:]
    return len(s), s.count('é')
print(str_build(300))
def set_loop(n):
    s = set()
    for i in range(n):
        if i % 7 in s: s.discard(i % 7)
        else: s.add(i % 7 if i < n // 2 else str(i % 7))
    return len(s)
print(set_loop(300))
def aliasing(n):
    a = b = [0] * 5
    for i in range(n):
        a[i % 5] += 1
        b = b if i % 50 else list(a)
        b[0] = i
    return a, b
print(aliasing(230))
def sort_in_loop(n):
    l = [(i * 7919) % 101 for i in range(n)]
    t = 0
    for i in range(0, n, 10):
        l.sort(key=lambda v: (v * i) % 13)
        t = t * 31 + l[0] + l[-1]
        l.append(i)
    return t % 1000007
print(sort_in_loop(100))
