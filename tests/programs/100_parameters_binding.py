# Every kind of parameter, and the TypeError messages of a call that does not fit.
def attempt(f, *args, **kwargs):
    try:
        print(f(*args, **kwargs))
    except TypeError as e:
        print('TypeError:', e)
def none(): return 'none'
def one(a): return a
def two(a, b): return a, b
def defaults(a, b=2): return a, b
def posonly(a, b, /): return a, b
def posonly_default(a, b=1, /, c=2): return a, b, c
def kwonly(*, a, b=5): return a, b
def mixed(a, /, b, *, c): return a, b, c
def var(a, *rest, k): return a, rest, k
def kwargs(a, /, **kw): return a, kw
def three_kw(*, x, y, z): return x, y, z
attempt(none)
attempt(none, 1)
attempt(none, 1, 2)
attempt(none, a=1)
attempt(one)
attempt(one, 1, 2)
attempt(one, 1, a=2)
attempt(one, b=2)
attempt(two)
attempt(two, 1)
attempt(two, b=1)
attempt(two, 1, 2, 3)
attempt(defaults)
attempt(defaults, 1, 2, 3)
attempt(defaults, 1, 2, 3, 4)
attempt(defaults, 1, c=3)
attempt(posonly, 1, 2)
attempt(posonly, a=1, b=2)
attempt(posonly, 1, b=2)
attempt(posonly_default, 1, c=5)
attempt(posonly_default, 1, b=5)
attempt(kwonly)
attempt(kwonly, 1)
attempt(kwonly, 1, a=2)
attempt(kwonly, a=1)
attempt(kwonly, a=1, c=3)
attempt(mixed, 1, 2, 3)
attempt(mixed, 1, 2)
attempt(mixed, 1, b=2, c=3)
attempt(mixed, a=1, b=2, c=3)
attempt(var, 1, 2, 3, k=4)
attempt(var, 1, 2, 3)
attempt(kwargs, 1, a=2, b=3)
attempt(kwargs)
attempt(three_kw)
attempt(three_kw, x=1)
attempt(three_kw, x=1, y=2)
attempt(lambda x: x)
class C:
    def method(self, a): return a
    @classmethod
    def cm(cls, a): return a
    @staticmethod
    def sm(a): return a
attempt(C().method)
attempt(C().method, 1, 2)
attempt(C.method)
attempt(C.cm)
attempt(C.sm, 1, 2)
attempt(C, 1)
class D:
    def __init__(self, a, b): pass
attempt(D, 1)
attempt(D, 1, 2, 3)
