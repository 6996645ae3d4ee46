# Name lookup: local, enclosing, global, builtin; closures; global and nonlocal.
x = 'global'
def show():
    return x
def shadow():
    x = 'local'
    return x
def change():
    global x
    x = 'changed'
print(show(), shadow(), x)
change()
print(x, show())

def counter():
    n = 0
    def bump(by=1):
        nonlocal n
        n += by
        return n
    return bump
c, d = counter(), counter()
print(c(), c(), c(10), d())

def adders():
    return [lambda x: x + i for i in range(3)]
print([f(10) for f in adders()])
def adders2():
    return [lambda x, i=i: x + i for i in range(3)]
print([f(10) for f in adders2()])

def outer():
    v = 'outer'
    def middle():
        def inner():
            return v
        return inner
    r = middle()
    v = 'rebound'
    return r()
print(outer())

def unbound():
    try:
        print(later)
    except UnboundLocalError as e:
        print(e)
    later = 1
unbound()
def free():
    def inner():
        return value
    try:
        inner()
    except NameError as e:
        print(type(e).__name__, e)
    value = 1
    return inner()
print(free())
try:
    nowhere
except NameError as e:
    print(e)
def deleted():
    v = 1
    del v
    try:
        v
    except UnboundLocalError as e:
        print(e)
deleted()

len_was = len
len = lambda x: 'shadowed'
print(len([]))
del len
print(len([]))
class C:
    y = 'class'
    def method(self):
        return y
y = 'module'
print(C().method(), C.y)
i = 'outer i'
squares = [i * i for i in range(3)]
print(squares, i)
def nested_global():
    def inner():
        global created
        created = 'made inside'
    inner()
nested_global()
print(created)
def make(n):
    def get(): return n
    def set(v):
        nonlocal n
        n = v
    return get, set
get, set_ = make(1)
set_(42)
print(get(), make.__closure__, get.__closure__[0].cell_contents)
print('x' in globals(), 'get' in globals(), sorted(locals()) == sorted(globals()))
