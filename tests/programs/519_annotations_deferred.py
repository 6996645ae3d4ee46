# PEP 649: deferred annotations, __annotate__, annotationlib.
import annotationlib
from annotationlib import Format, get_annotations
def f(a: undefined_name, b: int) -> list[later]: pass
try:
    f.__annotations__
except NameError as e:
    print(e)
print(get_annotations(f, format=Format.STRING))
fr = get_annotations(f, format=Format.FORWARDREF)
print(fr['b'], type(fr['a']).__name__, fr['a'].__forward_arg__)
undefined_name = str
later = bytes
print(f.__annotations__)
class C:
    x: C
    y: later | None = None
    z: [n for n in range(3)]
print(C.__annotations__, C.__annotate__ is not None)
C.__annotations__['w'] = 1
print(sorted(C.__annotations__))
def g(): pass
print(g.__annotations__, g.__annotate__)
g.__annotations__ = {'q': 1}
print(g.__annotations__)
calls = []
def noted(v):
    calls.append(v)
    return v
def h(a: noted(1)) -> noted(2): pass
print(calls)
h.__annotations__
h.__annotations__
print(calls)
module_var: noted(3) = 5
print(calls, __annotations__ if False else 'lazy')
print(__annotate__(1))
class D:
    if True:
        cond: int
    else:
        never: str
    for i in range(2):
        loop: float
print(D.__annotations__)
def local_vars():
    a: not_evaluated = 1
    b: also_not
    return a
print(local_vars())
class E[T]:
    attr: T
    def m(self, x: T) -> E[T]: ...
print(E.__annotations__, E.m.__annotations__['x'] is E.__type_params__[0])
def outer():
    class Inner: pass
    def f(a: Inner): pass
    return f.__annotations__['a'] is Inner
print(outer())
class K:
    a: int
class L(K):
    pass
print(L.__annotations__, K.__annotations__)
print(get_annotations(C, format=Format.STRING))
def annotate(format):
    return {'custom': format}
g.__annotate__ = annotate
print(g.__annotations__)
exec('from __future__ import annotations\ndef s(a: nope[1]): pass\nclass T:\n  x: also.nope\nprint(s.__annotations__, T.__annotations__)')
(lambda: 0).__annotations__
print((lambda x: 0).__annotations__)
