# list: every method, slicing assignment, sort stability and errors, mutation during iteration: the errors.
a = [3, 1, 2]
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: [].pop())
attempt(lambda: [1].pop(5))
attempt(lambda: [1].pop('a'))
attempt(lambda: [1].remove(2))
attempt(lambda: [1].index(2))
attempt(lambda: [1, 2, 1].index(1, 1))
attempt(lambda: [1].insert('a', 1))
attempt(lambda: [1].extend(5))
attempt(lambda: [1] + (2,))
attempt(lambda: [1] * 'a')
attempt(lambda: [1] * 1.5)
attempt(lambda: [3, 'a', 1].sort())
attempt(lambda: [1].sort(lambda x: x))
attempt(lambda: [1].sort(key=5))
attempt(lambda: [1].sort(foo=1))
attempt(lambda: [1, 2].sort(key=lambda x: 1 / 0))
attempt(lambda: list(5))
attempt(lambda: list(1, 2))
attempt(lambda: hash([1]))
attempt(lambda: [1] < 5)
def sl(a, s, v):
    a = list(a)
    a[s] = v
    return a
def dl(a, s):
    a = list(a)
    del a[s]
    return a
r = range(6)
attempt(lambda: sl(r, slice(None, None, 2), 'ab'))
attempt(lambda: sl(r, slice(0, 2), 5))
attempt(lambda: dl(r, 10))
a = [1, 2, 3]
a[1:2] = a
a[:] = a[::-1]
a += a
a *= 2
a = [1, 2, 3]
for x in a:
    if x < 10: a.append(x + 10)
for x in a:
    a.remove(x)
a = list(range(5))
for i, x in enumerate(a):
    if i == 2: del a[3:]
words = ['banana', 'Apple', 'cherry', 'apple', 'fig']
pairs = [(i % 3, i) for i in range(12)]
class K:
    n = 0
    def __init__(self, v): self.v = v
    def __lt__(self, o):
        K.n += 1
        return self.v < o.v
    def __repr__(self): return str(self.v)
ks = [K((i * 37) % 101) for i in range(100)]
ks.sort()
def mutating():
    l = [3, 1, 2]
    l.sort(key=lambda x: l.append(x) or x)
attempt(mutating)
seen = []
l = [2, 1]
l.sort(key=lambda x: seen.append(len(l)) or x)
l = [1]
l.append(l)
big = list(range(1000))
big[10:990] = []
import random
random.seed(1)
big = [random.randrange(1000) for _ in range(500)]
s = sorted(big)
it = iter([1, 2, 3])
next(it)
