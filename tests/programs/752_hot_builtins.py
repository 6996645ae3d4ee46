# Builtin functions in hot loops with arguments of many types: min, max, abs, sum, divmod, round, int, float, ord, chr, len, isinstance.
class A: pass
class B(A): pass
class C(B):
    def __len__(self): return n_len
    def __abs__(self): return 'abs'
    def __round__(self, k=None): return ('round', k)
    def __divmod__(self, o): return ('divmod', o)
    def __rdivmod__(self, o): return ('rdivmod', o)
    def __int__(self): return 3
    def __float__(self): return 2.5
    def __index__(self): return 1
    def __hash__(self): return -1
    def __bool__(self): return False
class Always(type):
    def __instancecheck__(cls, o): return o == 1
    def __subclasscheck__(cls, c): return True
class Hook(metaclass=Always): pass
n_len = 5
vals = [0, 1, -7, True, 2.5, -2.5, 3.5, 2 ** 62, -2 ** 63, 2 ** 70, 'a', 'é', '😀', '', 'abc',
        b'x', (), (1, 2), [3], {}, None, C(), A(), B, int, -0.0, 1e300]
def call(f, *a):
    try: return f(*a)
    except Exception as e: return f'{type(e).__name__}: {e}'
def unary(n):
    last = {}
    for i in range(n):
        v = vals[i % len(vals)]
        last[i % len(vals)] = [call(f, v) for f in (abs, int, float, len, ord, chr, round, bool, sum, max, min)]
    return last
for row in unary(len(vals) * 3).values(): print(row if not any('object at' in str(x) for x in row) else len(row))
def binary(n):
    last, c = {}, C()
    nums = [0, 3, -3, 2.5, -0.5, 2 ** 64, True, c, 'x']
    for i in range(n):
        a, b = nums[i % 9], nums[i // 9 % 9]
        last[i % 81] = [call(f, a, b) for f in (divmod, lambda x, y: round(x, y) if isinstance(y, int) and y < 9 else None, max, min)]
    return [r for r in last.values() if 'object at' not in repr(r)]
for row in binary(162)[::3]: print(row)
def instances(n):
    c = {}
    subjects = [1, True, 1.5, 'x', A(), B(), C(), B, None]
    for i in range(n):
        o = subjects[i % 9]
        k = (isinstance(o, int), isinstance(o, A), isinstance(o, (str, B)), isinstance(o, int | float | None),
             isinstance(o, Hook), isinstance(o, type),
             isinstance(o, object), type(o) is int, issubclass(type(o), (A, int)), issubclass(bool, Hook), callable(o))
        c[i % 9] = ''.join('01'[b] for b in k)
        if i == 300: A.__class_getitem__ = None
    return c
print(instances(450))
def isinstance_changes(n):
    class X: pass
    class Y: pass
    o, trail = X(), []
    for i in range(n):
        r = isinstance(o, Y), isinstance(o, X)
        if i == 120: o.__class__ = Y
        if i == 180: o.__class__ = X
        if i == 220: o = type('Z', (X, Y), {})()
        if not trail or trail[-1][1] != r: trail.append((i, r))
    return trail
print(isinstance_changes(300))
def minmax(n):
    out = []
    for i in range(n):
        a = max(i % 7, 3), min(i, 2.5), max(1, 1.0), max(1.0, 1), min(0.0, -0.0), max(True, 1),
        a += max([i % 5, 2, 9 - i % 4]), min('ba'), max((), default='none')
        b = max({1: 2, i % 3 + 1: 0}), max(i, float('nan')), max(float('nan'), i) == i, max('a', 'B', key=str.lower), min([[2], [1, i]])
        if i % 50 == 0: out.append((a, b))
    return out
for row in minmax(200): print(row)
def sums(n):
    out = []
    for i in range(n):
        r = sum(range(i)), sum([0.1] * (i % 11)), sum([1, 2.5, i]), sum([2 ** 62, 2 ** 62, i])
        r += sum([[1], [i]], []), sum((True, True)), sum([1e100, 1.0, -1e100]), sum([], 0.5)
        if i % 40 == 0: out.append(r)
    return out
for row in sums(200): print(row)
def characters(n):
    t, s = 0, ''
    for i in range(n):
        c = chr(i * 13 % 0x11000)
        t += ord(c) + len(c) + (c == chr(ord(c)))
        if i % 40 == 0: s += c
        if i % 50 == 49: t += len(call(chr, -1 if i % 100 == 49 else 0x110000)) + len(call(ord, 'ab'))
    return t, ascii(s)
print(characters(400))
def lens(n):
    global n_len
    o, out = C(), []
    for i in range(n):
        out.append(call(len, o))
        if i == 60: n_len = 0
        if i == 90: n_len = -1
        if i == 120: n_len = 1.5
        if i == 150: n_len = 2 ** 63
        if i == 180: C.__len__ = lambda self: True
        if i == 210: del C.__len__
    return [k for i, k in enumerate(out) if i == 0 or k != out[i - 1]]
print(lens(240))
def rounding(n):
    c = {}
    for i in range(n):
        x = (i - n // 2) / 2
        r = round(x), round(x, 1), round(i * 15, -1), round(x * 1.115, 2), round(-i, -2), int(x), int(-x), x // 1, divmod(i - 150, 7), divmod(x, 0.75)
        if i % 45 == 0: c[i] = r
    return c
for row in rounding(300).values(): print(row)
def parse(n):
    t, errs = 0, {}
    for i in range(n):
        for text, base in ((str(i), 10), (f' {i}_0 ', 10), (hex(i), 16), (bin(-i), 0), ('z' * (i % 3), 36), ('1' * (i % 30), 2)):
            try: t += int(text, base)
            except ValueError as e: errs[str(e)] = errs.get(str(e), 0) + 1
        t += float(f'{i}.5') + float('1e3') + bool('') + len(str(i)) + hash(i) + hash(i + 0.0)
    return t, errs
print(parse(200))
