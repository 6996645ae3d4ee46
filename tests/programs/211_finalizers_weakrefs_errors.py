# Weak references, callbacks, __del__ with gc.collect(), resurrection, WeakValueDictionary, finalize: the errors.
import gc, weakref
class C:
    def __init__(self, n): self.n = n
    def __del__(self): print('del', self.n)
def scope():
    c = C('local')
    return weakref.ref(c)
def clear_stack(n=60):
    x = [None] * 10
    return clear_stack(n - 1) if n else x
def collect():
    clear_stack()
    gc.collect()
    gc.collect()
r = scope()
collect()
class N:
    def __init__(self, n): self.n = n
    def __repr__(self): return f'N({self.n})'
    def meth(self): return self.n
o = N(1)
r = weakref.ref(o)
r2 = weakref.ref(o, lambda ref: print('callback', ref() is None))
p = weakref.proxy(o)
p.n = 5
del o
collect()
try:
    p.n
except ReferenceError as e:
    print(e)
def make_cycle():
    a, b = C('a'), C('b')
    a.other, b.other = b, a
make_cycle()
class Holder:
    saved = None
class Phoenix:
    def __del__(self):
        print('resurrecting')
        Holder.saved = self
def phoenix():
    Phoenix()
gc.collect()
phoenix()
collect()
Holder.saved = None
collect()
d = weakref.WeakValueDictionary()
k = N('kept')
d['a'] = k
def temp():
    d['b'] = N('temp')
temp()
collect()
wk = weakref.WeakKeyDictionary()
wk[k] = 'value'
def temp2():
    wk[N('t')] = 1
temp2()
collect()
ws = weakref.WeakSet([k])
def temp3():
    ws.add(N('x'))
temp3()
collect()
m = weakref.WeakMethod(k.meth)
f = weakref.finalize(k, print, 'finalized', 1)
f()
def attempt(fn):
    try:
        print(fn())
    except TypeError as e:
        print(e)
attempt(lambda: weakref.ref(5))
attempt(lambda: weakref.ref('abc'))
attempt(lambda: weakref.ref([]))
attempt(lambda: weakref.ref({}))
attempt(lambda: type(weakref.ref({1})()).__name__ in ('set', 'NoneType'))
attempt(lambda: weakref.ref(len)() is len)
attempt(lambda: weakref.ref(N)() is N)
fn = lambda: 0
attempt(lambda: weakref.ref(fn)() is fn)
class Sub(weakref.ref):
    def __init__(self, ob, cb=None, **kw):
        super().__init__(ob, cb)
        self.kw = kw
s = Sub(k, tag='t')
class Del:
    def __del__(self): raise ValueError('in del')
C('immediate') and None
collect()
