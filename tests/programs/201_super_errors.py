# super: zero-argument and explicit, in class and static methods, properties, attribute errors: the errors.
class A:
    attr = 'A.attr'
    @property
    def prop(self): return 'A.prop'
    @classmethod
    def make(cls): return f'A.make {cls.__name__}'
    @staticmethod
    def st(): return 'A.st'
    def __init__(self): self.log = ['A']
    def __getitem__(self, k): return ('A', k)
    def __setattr__(self, k, v): object.__setattr__(self, k, v)
class B(A):
    attr = 'B.attr'
    def __init__(self):
        super().__init__()
        self.log.append('B')
    @property
    def prop(self): return super().prop + ' via B'
    @classmethod
    def make(cls): return super().make() + ' via B'
    @staticmethod
    def st(): return super(B, B).st()
    def get(self): return super().attr, self.attr, super().__getitem__(3), super().__class__
    def __getitem__(self, k): return ('B', super().__getitem__(k))
    def missing(self): return super().nothing
    def nested(self):
        def inner(s): return super(B, s).prop
        return inner(self), (lambda: super(B, self).attr)()
    def gen(self):
        yield super().attr
        yield from (super(B, self).attr for _ in range(2))
    def rename(this): return super().attr
b = B()
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(b.missing)
attempt(lambda: super())
attempt(lambda: super(5))
attempt(lambda: super(A, 5).x)
attempt(lambda: super(B, A()).x)
def noargs(): return super()
attempt(noargs)
def plain(self): return super().attr
attempt(lambda: plain(b))
class Del:
    def m(self):
        del self
        return super()
attempt(lambda: Del().m())
s = super(B, b)
unbound = super(B)
class C(B):
    def __init__(self): 
        super(B, self).__init__()
class Meta(type):
    def __call__(cls, *a):
        obj = super().__call__(*a)
        obj.by_meta = True
        return obj
    def __new__(m, name, bases, ns):
        ns['added'] = 1
        return super().__new__(m, name, bases, ns)
class M(metaclass=Meta): pass
class Cls:
    x = __class__ if False else 'no class cell yet'
    def me(self): return __class__
class Outer:
    class Inner(A):
        def who(self): return __class__.__qualname__, super().attr
class W(A):
    def go(self):
        super().attr2 = 5
try:
    W().go()
except AttributeError as e:
    print(e)
class Diamond1(A):
    def __getattr__(self, n): return f'dyn {n}'
class Diamond2(Diamond1):
    def go(self): return super().anything
attempt(lambda: Diamond2().go())
