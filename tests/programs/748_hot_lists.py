# Lists in hot loops: append, pop, insert, slices assigned and deleted, sort, negative indexes, aliasing, errors at the edges.
def stack_queue(n):
    st, log = [], []
    for i in range(n):
        st.append(i)
        if i % 3 == 2: st.append(st.pop() + st.pop())
        if i % 7 == 0: st.insert(len(st) // 2, -i)
        if i % 11 == 0: st.pop(0)
        if i % 50 == 0: log.append((len(st), st[-1], sum(st)))
    return log
print(stack_queue(400))
def empty_pop(n):
    l, c, msgs = [], 0, set()
    for i in range(n):
        if i % 3 == 0: l.append(i)
        try: c += l.pop()
        except IndexError as e: msgs.add(str(e)); c -= 1
        try: l.pop(5)
        except IndexError as e: msgs.add(str(e))
        try: l.remove(i)
        except ValueError as e: msgs.add(str(e))
        try: l.index('x')
        except ValueError as e: msgs.add(str(e))
        try: l[i] = 1
        except IndexError as e: msgs.add(str(e))
    return c, sorted(msgs)
print(empty_pop(200))
def slice_assign(n):
    l, log = list(range(20)), []
    for i in range(n):
        k = i % 18
        if i % 4 == 0: l[k:k + 2] = [i]
        elif i % 4 == 1: l[k:k] = [i, -i]
        elif i % 4 == 2: l[::2] = [v + 1 for v in l[::2]]
        else: l[k:k + 1] = ()
        if i % 30 == 29:
            try: l[::3] = [0]
            except ValueError as e: log.append(str(e))
        if i % 45 == 0: del l[::5]; l += range(20 - len(l))
        if i % 40 == 0: log.append((len(l), l[:6]))
    return log
print(slice_assign(300))
def aliases(n):
    a = [0, 0, 0]
    b, rows, wrong = a, [a] * 3, 0
    for i in range(n):
        a[i % 3] += 1
        b[(i + 1) % 3] *= 2 if i < 30 else 1
        rows[i % 3][0] ^= 1
        if a != b or rows[0] is not a: wrong += 1
        if i == 150: b = a[:]; rows = [b, a, a]
        if i == 200: b.append('tail')
    return a, b, wrong
print(aliases(300))
def kinds(n):
    l, log = [0] * 10, []
    for i in range(n):
        v = l[i % 10]
        l[i % 10] = v + 1 if not isinstance(v, str) else v + '!'
        if i == 100: l[3] = 0.5
        if i == 150: l[4] = 'str'
        if i == 200: l[5] = 2 ** 63 - 5
        if i == 250: l[6] = True
        if i % 75 == 0: log.append(l[:])
    return log[-1], [type(x).__name__ for x in l]
print(kinds(350))
def sorts(n):
    out, x = [], 7
    for i in range(n):
        l = [(x := x * 48271 % 2147483647) % 50 for _ in range(8)]
        if i % 3 == 1: l = [v / 4 for v in l]
        if i % 3 == 2: l = [str(v) for v in l]
        m = sorted(l, reverse=i % 2 == 1)
        l.sort()
        if l != (m if i % 2 == 0 else m[::-1]): out.append('differs')
        if i % 30 < 3: out.append(l)
    return out
for row in sorts(90): print(row)
def find(n):
    l, t = [3, 1.0, 'a', None, (1,), [2], True, 2 ** 70], 0
    for i in range(n):
        w = (3, 1, 'a', None, (1,), [2], 2 ** 70, 'absent')[i % 8]
        t += (w in l) + l.count(w) * 10
        if w in l: t += l.index(w) * 100
    return t
print(find(400))
def bubble(l):
    l, swaps = l[:], 0
    for i in range(len(l)):
        for j in range(len(l) - 1 - i):
            if l[j] > l[j + 1]: l[j], l[j + 1] = l[j + 1], l[j]; swaps += 1
    return l, swaps
def quick(l, lo, hi):
    if lo >= hi: return
    p, i, j = l[(lo + hi) // 2], lo, hi
    while i <= j:
        while l[i] < p: i += 1
        while l[j] > p: j -= 1
        if i <= j: l[i], l[j] = l[j], l[i]; i += 1; j -= 1
    quick(l, lo, j)
    quick(l, i, hi)
data = [(i * 7919) % 101 for i in range(60)]
for variant in (data, [v / 2 for v in data], ['%03d' % v for v in data], [v + 2 ** 62 - 50 for v in data], [v if v % 2 else v * 1.0 for v in data]):
    b, s = bubble(variant)
    q = variant[:]
    quick(q, 0, len(q) - 1)
    print(b == q == sorted(variant), s, b[:3])
def concatenations(n):
    l, t = [], ()
    for i in range(n):
        l = l + [i] if i % 2 else [i] + l
        t = (t + (i,))[-10:]
        if len(l) > 40: l = l[10:30] * 1
        m = [i] * (i % 4)
        l += m
    return l[:5], t, len(l), [1, 2] * 0, m
print(concatenations(300))
class L(list):
    def append(self, v): super().append(v * 2)
    def __getitem__(self, i): return super().__getitem__(i) if isinstance(i, slice) else super().__getitem__(i) + 0.5
def subclass(n):
    out = []
    for l in ([], L()):
        for i in range(n):
            l.append(i)
            if l[i] != i and type(l) is list: out.append('bad')
        out.append((l[3], l[-1], sum(l), l[2:4], type(l[2:4]).__name__))
    return out
print(subclass(250))
