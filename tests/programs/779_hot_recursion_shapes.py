# Recursion that a tracer must not unroll wrongly: up and down, loops with recursion inside, recursion with exceptions, generators, changing types.
import sys
def loop_in_recursion(n):
    if n == 0: return 1
    s = 0
    for i in range(n): s += loop_in_recursion(i)
    return s
print([loop_in_recursion(k) for k in range(12)])
def recursion_in_loop(n):
    def depth(k): return 0 if k == 0 else depth(k // 2) + 1
    return sum(depth(i) for i in range(n)), [depth(2 ** k) for k in (0, 1, 10, 62, 63, 64, 200)]
print(recursion_in_loop(300))
def count_up(k, n): return [k] if k == n else [k] + count_up(k + 1, n)
def count_both(k):
    if k == 0: return '|'
    return f'{k}' + count_both(k - 1) + f'{k}'
print(count_up(0, 20), [count_both(k) for k in (0, 1, 9)], len(count_both(100)))
def three(n):
    if n <= 0: return 1
    return three(n - 1) + three(n - 2) * 2 - three(n - 3)
print([three(k) for k in range(14)])
def types(n, x):
    if n == 0: return x
    if n % 30 == 0: x = float(x) if isinstance(x, int) else int(x) + 2 ** 62
    return types(n - 1, x + 1)
print([types(k, 0) for k in (10, 29, 30, 60, 90, 150)])
def exceptional(n):
    if n == 0: raise KeyError('bottom')
    try: return exceptional(n - 1)
    except KeyError as e:
        if n % 10 == 0: raise ValueError(n) from e
        raise
    except ValueError as e:
        if n % 7 == 0: return n
        raise
    finally: counts[n % 2] += 1
counts = [0, 0]
res = {}
for i in range(100):
    try: r = exceptional(i)
    except (KeyError, ValueError) as e: r = type(e).__name__, e.args
    res[r] = res.get(r, 0) + 1
print(res, counts)
class Expr:
    def __init__(self, op, *kids): self.op, self.kids = op, kids
    def eval(self, env):
        if self.op == 'num': return self.kids[0]
        if self.op == 'var': return env[self.kids[0]]
        if self.op == 'let':
            name, val, body = self.kids
            return body.eval({**env, name: val.eval(env)})
        if self.op == 'if': return (self.kids[1] if self.kids[0].eval(env) else self.kids[2]).eval(env)
        if self.op == 'fn': return lambda v: self.kids[1].eval({**env, self.kids[0]: v})
        if self.op == 'call': return self.kids[0].eval(env)(self.kids[1].eval(env))
        a, b = (k.eval(env) for k in self.kids)
        return a + b if self.op == '+' else a - b if self.op == '-' else a * b if self.op == '*' else a < b
N, V = lambda v: Expr('num', v), lambda v: Expr('var', v)
def fact_expr(one):
    again = Expr('call', Expr('call', V('self'), V('self')), Expr('-', V('n'), N(1)))
    f = Expr('fn', 'self', Expr('fn', 'n', Expr('if', Expr('<', V('n'), N(2)), N(one), Expr('*', V('n'), again))))
    return Expr('let', 'f', f, Expr('call', Expr('call', V('f'), V('f')), V('k')))
for one in (1, 1.0, True): print([fact_expr(one).eval({'k': k}) for k in (0, 1, 5, 10, 21)])
def ackermann_stack(m, n):
    st, steps = [m], 0
    while st:
        steps += 1
        m = st.pop()
        if m == 0: n += 1
        elif n == 0: st.append(m - 1); n = 1
        else: st.append(m - 1); st.append(m); n -= 1
    return n, steps
print([ackermann_stack(2, k) for k in (0, 3, 9)], ackermann_stack(3, 2))
def takeuchi(x, y, z): return z if x <= y else takeuchi(takeuchi(x - 1, y, z), takeuchi(y - 1, z, x), takeuchi(z - 1, x, y))
print(takeuchi(7, 4, 1), takeuchi(6.0, 3, 0))
def perms(l, k, out):
    if k == len(l): out.append(tuple(l)); return
    for i in range(k, len(l)):
        l[k], l[i] = l[i], l[k]
        perms(l, k + 1, out)
        l[k], l[i] = l[i], l[k]
out = []
perms([1, 2.5, 'c', None, (4,)], 0, out)
print(len(out), len(set(out)), out[37], out[-1])
def merge_sort(l):
    if len(l) < 2: return l
    a, b, out, i, j = merge_sort(l[:len(l) // 2]), merge_sort(l[len(l) // 2:]), [], 0, 0
    while i < len(a) and j < len(b):
        if b[j] < a[i]: out.append(b[j]); j += 1
        else: out.append(a[i]); i += 1
    return out + a[i:] + b[j:]
for f in (int, float, str, lambda v: v if v % 2 else v / 1, lambda v: (v % 3, v), lambda v: v << 60):
    d = [f(i * 7919 % 101) for i in range(80)]
    print(merge_sort(d) == sorted(d), merge_sort(d)[:3])
def walk(d, path=(), out=None):
    out = [] if out is None else out
    for k, v in d.items():
        if isinstance(v, dict): walk(v, path + (k,), out)
        elif isinstance(v, list): walk(dict(enumerate(v)), path + (k, '[]'), out)
        else: out.append(('.'.join(map(str, path + (k,))), v))
    return out
doc = {'a': 1, 'b': {'c': [1, {'d': 2.5}], 'e': {}}, 'f': {'g': {'h': {'i': None}}}}
for _ in range(50): r = walk(doc)
print(r)
def limited(n, limit):
    old = sys.getrecursionlimit()
    hit = []
    def f(k):
        try: return f(k + 1) if k < n else k
        except RecursionError:
            if not hit: hit.append(k)
            raise
    for i in range(4):
        sys.setrecursionlimit(limit)
        try: r = f(0)
        except RecursionError: r = 'too deep'
        finally: sys.setrecursionlimit(old)
    return r, bool(hit)
print(limited(100, 400), limited(1000, 400), limited(300, 900))
def trampolines(n):
    def bounce(f, *a):
        while callable(f): f, a = f(*a)
        return a
    def even(k, acc): return (None, ('even', acc)) if k == 0 else (odd, (k - 1, acc + 1))
    def odd(k, acc): return (None, ('odd', acc)) if k == 0 else (even, (k - 1, acc + 0.5))
    return [bounce(even, k, 0) for k in (0, 1, n, n + 1)]
print(trampolines(500))
