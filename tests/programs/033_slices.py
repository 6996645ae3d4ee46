# Slicing of every sequence with all signs of start, stop and step; assignment and deletion.
l, s, t, r, b = list(range(10)), '0123456789', tuple(range(10)), range(10), bytes(range(10))
for sl in (slice(2, 5), slice(None, 3), slice(7, None), slice(None), slice(-3, None), slice(None, -7), slice(None, None, 2), slice(1, 8, 3), slice(None, None, -1), slice(8, 2, -2), slice(2, 8, -1), slice(-1, -5, -1), slice(100, None), slice(None, 100), slice(-100, 2), slice(5, 5), slice(None, None, 100)):
    print(l[sl], s[sl], t[sl] == tuple(l[sl]), list(r[sl]) == l[sl], list(b[sl]) == l[sl], len(l[sl]))
a = l[:]
a[2:4] = 'xyz'
print(a)
a[:0] = [-1]
print(a)
a[-2:] = []
print(a)
a[::3] = [0] * len(a[::3])
print(a)
del a[1:4]
print(a)
del a[::2]
print(a)
a[len(a):] = [7, 8]
print(a)
a[1:1] = a
print(a)
for bad in (lambda: l[1:'a'], lambda: l[::0], lambda: l['a'], lambda: s[1.5:], lambda: a.__setitem__(slice(None, None, 2), [1, 2, 3, 4, 5, 6, 7, 8, 9]), lambda: t.__getitem__('x'), lambda: r[2.0]):
    try:
        bad()
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
class Show:
    def __getitem__(self, k): return k
    def __setitem__(self, k, v): print('set', k, v)
    def __delitem__(self, k): print('del', k)
o = Show()
print(o[1], o[1:2], o[1:2:3], o[:], o[::], o[1:2, 3], o[..., 1:], o[()], o['k':'m'])
o[1:2] = 5
o[1, 2] = 6
del o[::2], o[-1]
def window(x, n): return [x[i:i + n] for i in range(len(x) - n + 1)]
print(window('abcd', 2), window([1, 2, 3], 3), [s[i::3] for i in range(3)], s[-1:-11:-1] == s[::-1], l[:-1] == l[:9], l[-0:] == l)
