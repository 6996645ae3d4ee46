# Cells: capture by reference, nonlocal across levels, cell objects, class cells, deletion.
def levels():
    x = 0
    def a():
        nonlocal x
        x += 1
        def b():
            nonlocal x
            x += 10
            def c():
                nonlocal x
                x += 100
                return x
            return c
        return b
    return a, lambda: x
a, get = levels()
print(a()()(), get())

def shared():
    n = 0
    def inc():
        nonlocal n
        n += 1
    def read():
        return n
    return inc, read
inc, read = shared()
inc(); inc()
print(read(), inc.__closure__[0] is read.__closure__[0], inc.__closure__[0].cell_contents)
inc.__closure__[0].cell_contents = 99
print(read())
print(inc.__code__.co_freevars, shared.__code__.co_cellvars, levels.__code__.co_cellvars)

def params(a, b=2, *args, c, **kw):
    return lambda: (a, b, args, c, kw)
print(params(1, c=3)(), params(1, 5, 6, c=7, d=8)())

def empty_cell():
    def inner():
        return v
    if False:
        v = 1
    return inner
try:
    empty_cell()()
except NameError as e:
    print(e)
try:
    empty_cell().__closure__[0].cell_contents
except ValueError as e:
    print(e)

def delete():
    v = 1
    def inner():
        nonlocal v
        del v
    inner()
    try:
        return v
    except NameError as e:
        return type(e).__name__, str(e)
print(delete())

class Base:
    def who(self): return 'base'
class Derived(Base):
    def who(self):
        def inner():
            return super(Derived, self).who() + __class__.__name__
        return inner()
    def comp(self):
        return [super(Derived, self).who() for _ in range(2)]
print(Derived().who(), Derived().comp())

def in_loop():
    fs = []
    for i in range(3):
        def f(): return i
        fs.append(f)
    i = 'after'
    return [f() for f in fs]
print(in_loop())

def class_capture(v):
    class K:
        attr = v
        def get(self): return v
    v = 'changed'
    return K
k = class_capture('first')
print(k.attr, k().get())

def except_scope():
    try:
        raise ValueError('x')
    except ValueError as e:
        f = lambda: e
        kept = str(f())
    try:
        f()
    except NameError as err:
        return kept, str(err)
print(except_scope())

def generator_closure():
    acc = []
    def gen():
        nonlocal acc
        for i in range(3):
            acc = acc + [i]
            yield lambda: list(acc)
    fs = list(gen())
    return [f() for f in fs]
print(generator_closure())

from types import CellType
c = CellType(5)
print(c.cell_contents, c == CellType(5), c < CellType(6), CellType() == CellType())
def recursion():
    def fact(n): return 1 if n < 2 else n * fact(n - 1)
    return fact
print(recursion()(20))
def memo(f):
    cache = {}
    def wrapper(n):
        if n not in cache:
            cache[n] = f(n)
        return cache[n]
    wrapper.cache = cache
    return wrapper
@memo
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(80), len(fib.cache))
