# Every kind of parameter, and the TypeError messages of a call that does not fit.
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
class C:
    def method(self, a): return a
    @classmethod
    def cm(cls, a): return a
    @staticmethod
    def sm(a): return a
class D:
    def __init__(self, a, b): pass
