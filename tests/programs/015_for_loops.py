# for loops alone: over every built-in iterable, nested, with else, with targets of all kinds.
for x in [1, 2]: print(x, end=' ')
for x in (3, 4): print(x, end=' ')
for x in 'ab': print(x, end=' ')
for x in {'k': 1}: print(x, end=' ')
for x in range(2): print(x, end=' ')
for x in b'AB': print(x, end=' ')
for x in iter([5]): print(x, end=' ')
for x in (i for i in (6,)): print(x, end=' ')
for x in {7}: print(x, end=' ')
for x in []: print('never')
for x in map(str, [8]): print(x, end=' ')
for x in reversed([9, 10]): print(x, end=' ')
print(x)
for i, c in enumerate('xy', 1): print(i, c, end=' ')
for a, b in zip([1, 2], [3, 4]): print(a + b, end=' ')
for (a, b), c in [((1, 2), 3)]: print(a, b, c, end=' ')
for k, v in {'p': 1, 'q': 2}.items(): print(k, v, end=' ')
for a, *b in [(1, 2, 3)]: print(a, b)
for i in range(5):
    if i == 1: continue
    if i == 3: break
    print(i, end=' ')
else:
    print('no')
print()
for i in range(3):
    for j in range(i):
        print(i * j, end=' ')
    else:
        print('/', end=' ')
print()
n = 0
for i in range(10, 0, -3): n = n * 10 + i
print(n)
for i in range(3):
    last = i
    i = 100
print(last, i)
l = [3, 1, 2]
for i in range(len(l)):
    for j in range(len(l) - 1):
        if l[j] > l[j + 1]: l[j], l[j + 1] = l[j + 1], l[j]
print(l)
for l[0] in (7, 8): pass
print(l)
def find(xs, y):
    for i, x in enumerate(xs):
        if x == y:
            return i
    return -1
print(find('abc', 'c'), find('abc', 'z'))
