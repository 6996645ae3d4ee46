# super: zero-argument and explicit, in class and static methods, properties, attribute errors.
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
print(b.log, b.prop, B.make(), b.make(), B.st(), b.get(), b[1], b.nested(), list(b.gen()), b.rename())
def noargs(): return super()
def plain(self): return super().attr
class Del:
    def m(self):
        del self
        return super()
s = super(B, b)
print(s.__thisclass__.__name__, s.__self__ is b, s.__self_class__.__name__, repr(s).startswith("<super: <class 'B'>, <B object>"))
unbound = super(B)
print(unbound.__self__, unbound.__get__(b, B).attr)
class C(B):
    def __init__(self): 
        super(B, self).__init__()
print(C().log)
class Meta(type):
    def __call__(cls, *a):
        obj = super().__call__(*a)
        obj.by_meta = True
        return obj
    def __new__(m, name, bases, ns):
        ns['added'] = 1
        return super().__new__(m, name, bases, ns)
class M(metaclass=Meta): pass
print(M().by_meta, M.added)
class Cls:
    x = __class__ if False else 'no class cell yet'
    def me(self): return __class__
print(Cls().me() is Cls)
class Outer:
    class Inner(A):
        def who(self): return __class__.__qualname__, super().attr
print(Outer.Inner().who())
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
print(Diamond2().anything)
