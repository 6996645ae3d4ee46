# Weak references, callbacks, __del__ with gc.collect(), resurrection, WeakValueDictionary, finalize.
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
print(r() is None)
class N:
    def __init__(self, n): self.n = n
    def __repr__(self): return f'N({self.n})'
    def meth(self): return self.n
o = N(1)
r = weakref.ref(o)
print(r() is o, r == weakref.ref(o), weakref.getweakrefcount(o) >= 1, hash(r) == hash(o))
r2 = weakref.ref(o, lambda ref: print('callback', ref() is None))
p = weakref.proxy(o)
print(p.n, p.meth())
p.n = 5
print(o.n)
del o
collect()
print(r(), r2())
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
print(type(Holder.saved).__name__)
Holder.saved = None
collect()
print('second time: no __del__')
d = weakref.WeakValueDictionary()
k = N('kept')
d['a'] = k
def temp():
    d['b'] = N('temp')
temp()
collect()
print(dict(d), len(d), 'b' in d)
wk = weakref.WeakKeyDictionary()
wk[k] = 'value'
def temp2():
    wk[N('t')] = 1
temp2()
collect()
print(list(wk.items()))
ws = weakref.WeakSet([k])
def temp3():
    ws.add(N('x'))
temp3()
collect()
print(len(ws), k in ws)
m = weakref.WeakMethod(k.meth)
print(m()())
f = weakref.finalize(k, print, 'finalized', 1)
print(f.alive)
f()
print(f.alive)
fn = lambda: 0
class Sub(weakref.ref):
    def __init__(self, ob, cb=None, **kw):
        super().__init__(ob, cb)
        self.kw = kw
s = Sub(k, tag='t')
print(s() is k, s.kw)
class Del:
    def __del__(self): raise ValueError('in del')
print(gc.isenabled(), gc.is_tracked([]), gc.is_tracked(5))
C('immediate') and None
collect()
print('end')
