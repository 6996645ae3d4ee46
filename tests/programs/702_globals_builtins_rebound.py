# Globals and builtins that are rebound, shadowed and deleted while hot.
import builtins
g = 1
def f(): return g
def get_len(x): return len(x)
def loop(n):
    s = 0
    for _ in range(n): s += f() + get_len('abc')
    return s
print(loop(500))
g = 10
print(loop(500))
def f(): return g * 2
print(loop(500))
len = lambda x: 100
print(loop(500))
del len
print(loop(500))
saved = builtins.len
builtins.len = lambda x: saved(x) + 1000
print(loop(500))
builtins.len = saved
print(loop(500))
del g
try:
    loop(10)
except NameError as e:
    print(e)
g = 2.5
print(loop(500))
builtins.extra = 7
def use_extra(n):
    s = 0
    for i in range(n):
        s += extra
        if i == n // 2: globals()['extra'] = 100
    return s
print(use_extra(400))
del extra
print(extra)
del builtins.extra
try:
    use_extra(5)
except NameError as e:
    print(e)
counter = 0
def bump():
    global counter
    counter += 1
    return counter
def hot(n):
    s = 0
    for i in range(n):
        s += bump()
        if i % 100 == 99: globals()['counter'] = 0
    return s
print(hot(1000), counter)
def many():
    for i in range(300): globals()[f'var_{i}'] = i
    s = 0
    for i in range(300): s += globals()[f'var_{i}']
    for i in range(300): del globals()[f'var_{i}']
    return s
def reads(n):
    s = 0
    for i in range(n):
        s += counter
        if i == 50: many()
        if i == 100: globals().update(counter=3)
    return s
print(reads(300))
ns = {'v': 1}
exec('def nsf(n):\n s = 0\n for i in range(n):\n  s += v\n  if i == n // 2: del_or_set()\n return s', ns)
ns['del_or_set'] = lambda: ns.__setitem__('v', 5)
print(ns['nsf'](400))
ns['v'] = 'x'
try:
    ns['nsf'](10)
except TypeError as e:
    print(e)
import math
def mod_attr(n):
    s = 0
    for i in range(n):
        s += math.floor(2.5)
        if i == n // 2: math.floor = lambda x: 100
    return s
orig = math.floor
print(mod_attr(300))
math.floor = orig
print(mod_attr(2))
math.floor = orig
def true_names(n):
    int_ = int
    s = 0
    for i in range(n):
        s += int('5') + abs(-1)
        if i == n // 2: builtins.abs = lambda x: 50
    return s
a = abs
print(true_names(300))
builtins.abs = a
def shadow_range():
    out = []
    for r in (range, lambda n: [n, n], range):
        globals()['range'] = r
        out.append([x for x in range(3)])
    del globals()['range']
    return out
print(shadow_range())
class M(dict):
    def __missing__(self, k): return 42
exec('total = 0\nfor i in (1, 2, 3):\n    total = total + missing_name\nprint(total)', {}, M(print=print))
