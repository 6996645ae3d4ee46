# Runaway recursion through native code is RecursionError: repr, comparison, hash, json, pickle, copy, isinstance, str.join, sorted.
import json, copy
def nested_list(n):
    x = []
    for _ in range(n): x = [x]
    return x
def nested_dict(n):
    x = {}
    for _ in range(n): x = {'k': x}
    return x
def nested_tuple(n):
    x = ()
    for _ in range(n): x = (x,)
    return x
N = 100000
a, b, d, t, u = nested_list(N), nested_list(N), nested_dict(N), nested_tuple(N), nested_tuple(N)
def attempt(name, f):
    try:
        f()
    except RecursionError:
        print(name, 'RecursionError')
    else:
        print(name, 'no error')
def deep(name, f):
    # How deep is too deep differs with the machine's stack: ending well is right too.
    try:
        f()
    except (RecursionError, MemoryError):
        pass
    print(name, 'survived')
deep('repr list', lambda: repr(a))
deep('repr dict', lambda: repr(d))
deep('repr tuple', lambda: repr(t))
deep('str list', lambda: str(a))
deep('format', lambda: f'{a}')
deep('eq list', lambda: a == b)
deep('lt list', lambda: a < b)
deep('eq tuple', lambda: t == u)
deep('hash tuple', lambda: hash(t))
deep('json dumps list', lambda: json.dumps(a))
deep('json dumps dict', lambda: json.dumps(d))
deep('json loads', lambda: json.loads('[' * N))
deep('json loads dict', lambda: json.loads('{"a":' * N))
deep('deepcopy', lambda: copy.deepcopy(nested_list(5000)))
deep('isinstance', lambda: isinstance(5, t))
class K:
    def __lt__(self, o): return sorted([K(), K()])[0] is None
attempt('sorted', lambda: sorted([K(), K()]))
class H:
    def __hash__(self): return hash((self,))
attempt('hash', lambda: hash(H()))
class M:
    def __add__(self, o): return o + self
    def __radd__(self, o): return self + 1
attempt('add', lambda: M() + M())
class L:
    def __len__(self): return len(self)
attempt('len', lambda: len(L()))
class B:
    def __bool__(self): return not self
attempt('bool', lambda: bool(B()))
class S:
    def __str__(self): return '%s' % self
attempt('str', lambda: str(S()))
class F:
    def __format__(self, s): return f'{self:{s}}'
attempt('format obj', lambda: format(F(), '5'))
class J(list):
    def __iter__(self): return map(str, self)
attempt('map', lambda: max(J()))
class G:
    def __getitem__(self, i): return self[i]
attempt('getitem', lambda: G()[0])
class C:
    def __contains__(self, x): return x in self
attempt('contains', lambda: 1 in C())
class D:
    def __get__(self, o, t): return o.x
    x = None
class O: x = D()
attempt('descriptor', lambda: O().x)
class P:
    @property
    def p(self): return self.p
attempt('property', lambda: P().p)
attempt('exec', lambda: exec('def f(): exec("f()", globals())\nf()', {}))
l = []
l.append(l)
attempt('self eq', lambda: l == [l])
x, y = [], []
x.append(y)
y.append(x)
deep('mutual eq', lambda: x == y)
print(repr(l), repr(x))
print('survived')
