# Starred targets and starred displays.
a, *b = 1, 2, 3
print(a, b)
*a, b = 'xyz'
print(a, b)
a, *b, c = range(6)
print(a, b, c)
a, *b, c = 1, 2
print(a, b, c)
[a, *b] = {'k': 1, 'l': 2}
print(a, b)
(a, (b, *c)), *d = (1, (2, 3, 4)), 5, 6
print(a, b, c, d)
*a, = []
print(a)
for x, *y in [(1, 2, 3), (4,), 'ab']:
    print(x, y)
print([*range(3), *'ab'], (*[1], *(2,)), {*[1, 2], *[2, 3]}, {**{'a': 1}, **{'b': 2}})
t = *[1, 2], 3
print(t)
def f():
    return 1, *[2, 3]
print(f())
def g():
    yield 0, *[1, 2]
print(list(g()))
x = [[1, 2], [3, 4]]
print([*x[0], *x[1]])
d = {'a': 1}
print({**d, 'a': 2}, {'a': 2, **d})
def attempt(thunk):
    try:
        thunk()
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
def few():
    a, *b, c = [1]
def none_():
    a, b = None
def many():
    a, b = 'abc'
def many_gen():
    a, b = (i for i in range(10))
def few3():
    a, b, c = {1}
def nested():
    (a, b), c = 1, 2
def display():
    [*5]
def mapping():
    {**[1]}
def sets():
    {*1.5}
for t in (few, none_, many, many_gen, few3, nested, display, mapping, sets):
    attempt(t)
class Seq:
    def __init__(self, n): self.n = n
    def __iter__(self):
        for i in range(self.n):
            print('item', i)
            yield i
try:
    a, b = Seq(5)
except ValueError as e:
    print(e)
a, b, *c = Seq(4)
print(a, b, c)
i = 0
lst = [0, 0, 0]
i, lst[i] = 1, 'set at one'
print(i, lst)
a = b = c = []
print(a is b is c)
s = x = 5
print(s, x)
lst[0], lst[1] = lst[1], lst[0]
print(lst)
for lst[0] in 'pq': pass
print(lst)
class O: pass
o = O()
for o.attr in range(3): pass
print(o.attr)
o.a, *o.b = 'hello'
print(o.a, o.b)
