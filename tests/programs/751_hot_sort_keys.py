# Sorting and other callbacks from native code into hot Python functions: keys, comparisons, errors in them, lists changed by them.
import functools, itertools
def key(x):
    calls[0] += 1
    return -x if mode == 'neg' else x % 10 if mode == 'mod' else str(x) if mode == 'str' else x
calls, mode = [0], 'neg'
data = [(i * 7919 + 13) % 211 for i in range(60)]
for mode in ('neg', 'mod', 'str', 'plain', 'neg'):
    for _ in range(5): s = sorted(data, key=key)
    print(mode, s[:8], s[-3:], calls, max(data, key=key), min(data, key=key))
def keys_of_kinds(n):
    out = {}
    for i in range(n):
        k = (len, str.lower, lambda s: s[-1], lambda s: (len(s), s), lambda s: [c for c in s], hash, lambda s: len(s) * 0.5)[i % 7]
        l = ['Banana', 'apple', 'Cherry', 'fig', 'Date', 'é', '']
        r = sorted(l[:6], key=k, reverse=i % 2 == 0)
        l.sort(key=len)
        if k is not hash: out[i % 14] = r
    return out, l
print(keys_of_kinds(140))
class Item:
    lts = 0
    def __init__(self, a, b): self.a, self.b = a, b
    def __lt__(self, o): Item.lts += 1; return self.a < o.a
    def __repr__(self): return f'{self.a}{self.b}'
def stable(n):
    for i in range(n):
        items = [Item(j * 5 % 4, chr(97 + j)) for j in range(9)]
        s = sorted(items)
        r = sorted(items, reverse=True)
        if i == n // 2: Item.__lt__ = lambda self, o: self.b > o.b
        if i in (0, n // 2, n - 1): print(s, r, Item.lts)
stable(40)
def cmp(a, b): return (a > b) - (a < b) if a % 2 == b % 2 else 1 if a % 2 else -1
for i in range(20): s = sorted(data, key=functools.cmp_to_key(cmp))
print(s[:10], s[-5:])
def errors(n):
    c = {}
    for i in range(n):
        l = [3, 1, 2, 'x', 5][i % 3:] if i % 2 else [3, 1, 2]
        try: r = tuple(sorted(l))
        except TypeError as e: r = str(e)
        try: q = sorted(l, key=lambda v: 10 // (v - 2) if isinstance(v, int) else 0)
        except ZeroDivisionError as e: q = e.__traceback__.tb_next.tb_frame.f_locals
        k = repr((r, q))
        c[k] = c.get(k, 0) + 1
    return c
for k, v in errors(120).items(): print(v, k)
def mutating(n):
    c = {}
    for i in range(n):
        l = [3, 1, 2]
        def k(v):
            if i % 4 == 1: l.append(9)
            if i % 4 == 2: seen.append(len(l))
            return v
        seen = []
        try: l.sort(key=k); r = l[:], seen
        except ValueError as e: r = str(e), seen
        c[repr(r)] = c.get(repr(r), 0) + 1
    return c
print(mutating(80))
def callbacks(n):
    total, kinds = 0, {}
    for i in range(n):
        f = (lambda x: x * 2) if i % 3 else (lambda x: x + 0.5)
        total += sum(map(f, range(5))) + len(list(filter(lambda x: x % (i % 4 + 1) == 0, range(10))))
        r = functools.reduce(lambda a, b: a * b % 1009, range(1, 10), i)
        total += r + max((3, i % 7, 5), key=lambda v: -v) + any(v > i % 9 for v in range(8)) + all(map(bool, (i % 2, 1)))
        g = itertools.groupby(sorted(data[:10], key=lambda v: v % 3), lambda v: v % 3)
        kinds[i % 3] = [(k, list(v)) for k, v in g]
        total += sum(itertools.takewhile(lambda v: v < i, itertools.count())) if i < 40 else 0
        total += next(itertools.dropwhile(lambda v: v < i % 20, itertools.count(0, 3)))
    return total, kinds
print(callbacks(200))
def accumulate(n):
    out = []
    for i in range(n):
        l = list(itertools.accumulate(range(i % 6), lambda a, b: a * 3 + b, initial=i % 2))
        s = list(itertools.starmap(lambda a, b: a - b, zip(l, l[1:])))
        p = [a * b for a, b in itertools.product(range(3), 'xy')][:i % 7]
        if i % 40 == 0: out.append((l, s, p))
    return out
print(accumulate(240))
def heap(n):
    import heapq
    h, x, out = [], 1, []
    for i in range(n):
        x = x * 75 % 65537
        heapq.heappush(h, (x, i) if i % 2 else (x + 0.5, i))
        if i % 3 == 0: out.append(heapq.heappop(h))
    return len(h), h[0], out[::30], heapq.nsmallest(3, h, key=lambda t: -t[1])
print(heap(300))
import bisect
def insort(n):
    l, ks = [], []
    for i in range(n):
        bisect.insort(l, i * 37 % 101, key=lambda v: -v)
        ks.append(bisect.bisect_left(l, -50, key=lambda v: -v))
    return l == sorted(l, reverse=True), ks[::30]
print(insort(200))
