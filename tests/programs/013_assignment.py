# Assignment forms: multiple, chained, swap, nested, attributes, items, augmented.
a = 1
b = c = 2
print(a, b, c)
a, b = b, a
print(a, b)
a, b, c = c, a, b
print(a, b, c)
(d, e), [f, g] = (1, 2), [3, 4]
print(d, e, f, g)
l = [0] * 4
l[0] = 1
l[1], l[2] = 2, 3
l[-1] = l[0] + l[1]
print(l)
l[0] += 10
l[1] *= l[0]
print(l)
d = {}
d['k'] = 1
d['k'] += 1
d['m'] = d['n'] = 5
print(d)
class O: pass
o = O()
o.x = 1
o.x += 5
o.y = o.z = o.x * 2
print(o.x, o.y, o.z)
i = 0
i, l[i] = 2, 'first index'
print(i, l)
def f():
    print('called', end=' ')
    return l
f()[3] += 1
print(l)
x = y = []
x.append(1)
print(y)
x: int = 7
print(x)
(x) = 8
print(x)
del x
try:
    x
except NameError as e:
    print(e)
a = b = 0
a += 1
b -= 1
print(a, b)
s = 'ab'
s += 'c'
s *= 2
print(s)
t = (1,)
t += (2,)
print(t)
