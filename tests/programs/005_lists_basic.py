# Lists: literals, indexing, slicing, methods, assignment to slices, nested lists.
a = [1, 2, 3]
print(a, len(a), a[0], a[-1], a[1:], a[:-1], a[::-1], [], [[]])
a.append(4)
a.extend([5, 6])
a.insert(0, 0)
a.insert(-1, 'x')
print(a)
print(a.pop(), a.pop(0), a.pop(-1), a)
a.remove(3)
print(a, a.index(4), a.count(1))
a.reverse()
print(a)
a[0] = 'first'
a[-1] = 'last'
print(a)
del a[0]
print(a)
b = list(range(10))
b[2:5] = ['a', 'b']
print(b)
b[::2] = [0] * 5 if len(b[::2]) == 5 else b[::2]
print(b)
del b[1:3]
print(b)
b[1:1] = [100, 200]
print(b)
b[:] = []
print(b)
print([1, 2] + [3], [0] * 3, 2 * [1, 2], [1, 2] == [1, 2], [1, 2] < [1, 3], [1] < [1, 0])
c = [3, 1, 2]
print(sorted(c), c, sorted(c, reverse=True))
c.sort()
print(c)
c.sort(key=lambda x: -x)
print(c)
print(3 in c, 5 in c, 5 not in c)
m = [[i * j for j in range(4)] for i in range(3)]
print(m, m[2][3])
m[1][1] = 'mid'
print(m)
row = [0] * 2
shared = [row] * 2
shared[0][0] = 1
print(shared)
copy = shared[:]
copy.append(3)
print(shared, copy, copy[0] is shared[0])
x = [1, 2, 3]
y = x
y += [4]
print(x, x is y)
y = y + [5]
print(x, y)
first, *rest = [1, 2, 3]
print(first, rest)
print(sum([1, 2, 3]), min([3, 1]), max([3, 1]), any([0, 1]), all([0, 1]), list('abc'))
print(list(reversed([1, 2, 3])), list(enumerate('ab')), list(zip([1, 2], 'ab')))
z = [1]
z.append(z)
print(z)
z.clear()
print(z, [1, 2].copy())
