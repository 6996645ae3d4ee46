# list: every method, slicing assignment, sort stability and errors, mutation during iteration.
a = [3, 1, 2]
print(a.sort(), a, a.append(4), a.extend('xy'), a, a.insert(100, 'end'), a.insert(-100, 'start'), a)
print(a.pop(), a.pop(0), a.pop(-2), a, a.index(2), a.index(4, 1), a.count(1), a.reverse(), a, a.copy() == a, a.clear(), a)
def sl(a, s, v):
    a = list(a)
    a[s] = v
    return a
def dl(a, s):
    a = list(a)
    del a[s]
    return a
r = range(6)
print(sl(r, slice(1, 3), 'xyz'), sl(r, slice(0, 0), [9]), sl(r, slice(6, 6), [9]), sl(r, slice(4, 2), [9]), sl(r, slice(None, None, 2), 'abc'), sl(r, slice(None, None, -1), 'abcdef'), sl(r, slice(None), []), sl(r, slice(-2, None), ()), sl(r, slice(100, 200), [1]), sl(r, slice(1, None), (i for i in 'gen')))
print(dl(r, slice(1, 3)), dl(r, slice(None, None, 2)), dl(r, slice(None, None, -2)), dl(r, slice(4, 1)), dl(r, slice(4, 1, -1)), dl(r, -1), dl(r, slice(None)))
a = [1, 2, 3]
a[1:2] = a
print(a)
a[:] = a[::-1]
print(a)
a += a
a *= 2
print(a, len(a))
a = [1, 2, 3]
for x in a:
    if x < 10: a.append(x + 10)
print(a)
for x in a:
    a.remove(x)
print(a)
a = list(range(5))
for i, x in enumerate(a):
    if i == 2: del a[3:]
print(a)
words = ['banana', 'Apple', 'cherry', 'apple', 'fig']
print(sorted(words), sorted(words, key=str.lower), sorted(words, key=len), sorted(words, key=len, reverse=True), sorted(words, reverse=True))
pairs = [(i % 3, i) for i in range(12)]
print(sorted(pairs, key=lambda p: p[0]), sorted(pairs, key=lambda p: p[0], reverse=True))
class K:
    n = 0
    def __init__(self, v): self.v = v
    def __lt__(self, o):
        K.n += 1
        return self.v < o.v
    def __repr__(self): return str(self.v)
ks = [K((i * 37) % 101) for i in range(100)]
ks.sort()
print(ks[:10], K.n < 700, [k.v for k in ks] == sorted(k.v for k in ks))
def mutating():
    l = [3, 1, 2]
    l.sort(key=lambda x: l.append(x) or x)
seen = []
l = [2, 1]
l.sort(key=lambda x: seen.append(len(l)) or x)
print(seen, l)
print([1, 2] == [1, 2], [1, 2] != [2, 1], [1, [2]] < [1, [3]], [] < [0], [1, 2] >= [1], [nan_ := float('nan')] == [nan_], [1] == (1,))
l = [1]
l.append(l)
print(l, l[1] is l, [l] == [l], repr([l, l]))
print([0] * 3, [[]] * 2, 3 * [1, 2], [1] * 0, [1] * -5, list('abc'), list({1: 2}), list(range(3)), [*'ab', *[1]], list((1, 2)), list())
big = list(range(1000))
big[10:990] = []
print(len(big), sum(big), big[-1], big[9:12])
print(sorted([True, 0, 2.5, -1]), sorted({3, 1}), sorted({'b': 1, 'a': 2}), sorted('hello'), sorted([[2], [1, 5], [1]]), sorted([(1, 'b'), (1, 'a')]), sorted([0.5, float('inf'), -1, 10 ** 30]))
import random
random.seed(1)
big = [random.randrange(1000) for _ in range(500)]
s = sorted(big)
print(all(a <= b for a, b in zip(s, s[1:])), s[:5], sum(s) == sum(big), sorted(big, key=lambda x: -x)[:3], sorted(s) == s, sorted(s[::-1]) == s)
it = iter([1, 2, 3])
next(it)
print(list(it), it.__length_hint__(), next(it, 'empty'), list(reversed([1, 2])), [].__class__.__name__, [1, 2].__contains__(1), [1].__add__([2]), [3, 4].__getitem__(0), [1].__eq__(5), [1, 2].__len__())
