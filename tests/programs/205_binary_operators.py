# Binary operator dispatch: reflected, subclass priority, NotImplemented, in-place, every operator.
ops = ['add', 'sub', 'mul', 'truediv', 'floordiv', 'mod', 'pow', 'matmul', 'lshift', 'rshift', 'and', 'or', 'xor', 'divmod']
class L:
    pass
class R:
    pass
class N:
    pass
for op in ops:
    setattr(L, f'__{op}__', lambda self, o, op=op: f'L.{op}')
    setattr(R, f'__r{op}__', lambda self, o, op=op: f'R.r{op}')
    setattr(N, f'__{op}__', lambda self, o: NotImplemented)
    setattr(N, f'__r{op}__', lambda self, o: NotImplemented)
import operator
exprs = {'add': '+', 'sub': '-', 'mul': '*', 'truediv': '/', 'floordiv': '//', 'mod': '%', 'pow': '**', 'matmul': '@', 'lshift': '<<', 'rshift': '>>', 'and': '&', 'or': '|', 'xor': '^'}
l, r, n = L(), R(), N()
for op, sym in exprs.items():
    print(eval(f'l {sym} r'), eval(f'5 {sym} r'), eval(f'l {sym} 5'), eval(f'n {sym} r'), end=' | ')
    try:
        eval(f'n {sym} n')
    except TypeError as e:
        print(e)
print(divmod(l, 1), divmod(1, r))
try:
    divmod(n, n)
except TypeError as e:
    print(e)
for sym in exprs.values():
    for a, b in (('1', '"a"'), ('[]', '{}'), ('None', '1')):
        if sym in '%' and a[0] in '"': continue
        try:
            print(sym, a, b, eval(f'{a} {sym} {b}'))
        except TypeError as e:
            print(e)
    x = object()
    try:
        exec(f'x {sym}= 1')
    except TypeError as e:
        print(e)
class Base:
    def __add__(self, o): return 'Base.add'
    def __radd__(self, o): return 'Base.radd'
class Sub(Base):
    def __radd__(self, o): return 'Sub.radd'
class SubNo(Base): pass
print(Base() + Sub(), Base() + SubNo(), Sub() + Base(), SubNo() + Sub(), Sub() + Sub())
class OnlyR:
    def __radd__(self, o): return 'radd same'
try:
    OnlyR() + OnlyR()
except TypeError as e:
    print(e)
class I:
    def __init__(self, v): self.v = v
    def __iadd__(self, o):
        self.v += o
        return self
    def __isub__(self, o): return 'replaced'
    def __mul__(self, o): return I(self.v * o)
    def __imatmul__(self, o): return NotImplemented
    def __matmul__(self, o): return 'matmul fallback'
i = j = I(5)
i += 3
print(i is j, i.v)
i *= 2
print(i is j, i.v)
j -= 1
print(j)
i @= 1
print(i)
class Pow:
    def __pow__(self, e, m=None): return ('pow', e, m)
    def __rpow__(self, b, m=None): return ('rpow', b, m)
print(Pow() ** 2, pow(Pow(), 2, 3), 2 ** Pow(), pow(2, Pow()))
try:
    pow(2, 'a', 3)
except TypeError as e:
    print(e)
class U:
    def __neg__(self): return 'neg'
    def __pos__(self): return 'pos'
    def __invert__(self): return 'invert'
    def __abs__(self): return 'abs'
    def __round__(self, n=None): return ('round', n)
    def __trunc__(self): return 1
    def __floor__(self): return 'floor'
    def __ceil__(self): return 'ceil'
import math
u = U()
print(-u, +u, ~u, abs(u), round(u), round(u, 2), math.floor(u), math.ceil(u), math.trunc(u))
for e in ('-x', '+x', '~x', 'abs(x)', 'round(x)'):
    try:
        eval(e, {'x': []})
    except TypeError as t:
        print(t)
x = [1, [2]]
x[1] += [3]
t = ([],)
try:
    t[0] += [1]
except TypeError as e:
    print(e, t)
print(x, 'a' * 3, [1] * 2, 3 * (1,), '%s-%s' % (1, 2), {1} | {2}, {'a': 1} | {'b': 2}, True & False, True | 2, int | str, None | int if False else (int | None))
