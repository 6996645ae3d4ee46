# Hot loops whose operand types change in the middle: int, float, str, big int, list, object, and back: more.
def iterate(its, n=50):
    s = 0
    for it in its:
        for _ in range(n):
            for x in it: s += x
    return s
print(iterate([[1, 2], (3, 4), range(5), {6: 0}, {7}, bytes([8]), [9.5], (x for x in [])]))
def call(fs, n=200):
    s = 0
    for f in fs:
        for i in range(n): s += f(i)
    return s
class Callable:
    def __call__(self, x): return x + 1
    def meth(self, x): return x + 2
    @classmethod
    def cm(cls, x): return x + 3
    @staticmethod
    def sm(x): return x + 4
print(call([lambda x: x, abs, Callable(), Callable().meth, Callable.cm, Callable.sm, int, float, (5).__add__, Callable().__call__]))
def unpack(seqs, n=200):
    s = 0
    for q in seqs:
        for _ in range(n):
            a, b = q
            s += a * b
    return s
print(unpack([(1, 2), [3, 4], range(5, 7), {8: 0, 9: 0}, (1.5, 2), b'\x01\x02']))
def power(n):
    x, out = 1, []
    for i in range(n):
        x = x * 3 if i % 100 else 1
        if i % 100 == 99: out.append(x)
    return out
print(power(300))
def subs(n):
    x = [0] * 4
    for i in range(n):
        x[i & 3] = x[(i + 1) & 3] + (i if i < n // 2 else 0.5)
    return x
print(subs(1000))
