# Small statements: assert, del, pass, global, expression statements, semicolons, line continuation, annotations.
assert True
assert 1 + 1 == 2, 'not evaluated'
try:
    assert [] , 'empty'
except AssertionError as e:
    print(e.args)
try:
    assert 0
except AssertionError as e:
    print(e.args, str(e) == '')
try:
    assert False, ('a', 1)
except AssertionError as e:
    print(e)
a = b = c = 1
del a, (b, c)
for n in 'abc':
    try:
        eval(n)
    except NameError as e:
        print(e)
l = list(range(10))
del l[0], l[-1], l[2:4]
print(l)
d = {'x': 1, 'y': 2}
del d['x']
print(d)
class O: pass
o = O()
o.p = 1
del o.p
print(hasattr(o, 'p'))
x = 1; y = 2; print(x, y)
if x: pass
else: print('no')
total = 1 + \
    2 + \
    3
print(total)
text = ('one '
        'two')
print(text)
1 + 1
'a string statement'
f = lambda: None
f()
...
print(...)
def g():
    global made
    made = 'by g'
g()
print(made)
v: int = 5
w: 'str'
print(v, 'w' in globals())
def with_doc():
    """Doc."""
    pass
print(with_doc(), with_doc.__doc__)
if True: print('one line'); print('another')
for i in range(2): print(i, end=' '); print('.', end=' ')
print()
while True: break
class Empty: pass
class WithBody:
    pass; z = 1
print(WithBody.z, Empty().__class__.__name__)
print(0b1010, 0o17, 0xFF, 1_000_000, 1e3, .5, 5., 1j, 0xdead_beef, 1_0.0_1)
if (n := 3) > 2: print(n)
print(*[1, 2], sep='|')
import math as m, sys
from math import pi as p, e
print(m.floor(2.5), p == m.pi, e == m.e, sys.__name__)
