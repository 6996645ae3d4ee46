# Metaclasses: __new__, __init__, __call__, __prepare__, keywords, conflicts, instance checks, __class_getitem__: the errors.
class Meta(type):
    @classmethod
    def __prepare__(mcls, name, bases, **kw):
        print('prepare', name, [b.__name__ for b in bases], kw)
        return {'prepared': True}
    def __new__(mcls, name, bases, ns, **kw):
        print('new', name, [k for k in ns if not k.startswith('__')], kw)
        cls = super().__new__(mcls, name, bases, ns)
        cls.kw = kw
        return cls
    def __init__(cls, name, bases, ns, **kw):
        print('init', name)
        super().__init__(name, bases, ns)
    def __call__(cls, *a, **k):
        print('call', cls.__name__, a)
        return super().__call__(*a, **k)
    def __len__(cls): return 42
    def __getitem__(cls, i): return f'{cls.__name__}[{i}]'
    def __iter__(cls): return iter([1, 2])
    def __contains__(cls, x): return x == 'in'
    def __add__(cls, o): return 'class add'
    def __repr__(cls): return f'<Meta {cls.__name__}>'
    def __getattr__(cls, n): return f'meta getattr {n}'
    def __instancecheck__(cls, o): return o == 'instance'
    def __subclasscheck__(cls, o): return o is int
    def __bool__(cls): return False
class C(metaclass=Meta, option=1):
    x = 1
    def __init__(self, v): self.v = v
c = C(5)
class D(C, other=2): pass
class M2(type): pass
def attempt(f):
    try:
        print(f())
    except TypeError as e:
        print(e)
def conflict():
    class E(C, metaclass=M2): pass
attempt(conflict)
class M3(Meta): pass
class F(C, metaclass=M3): pass
def func_meta(name, bases, ns):
    return f'{name} made by function'
class G(metaclass=func_meta): pass
T = type('T', (object,), {'a': 1, 'm': lambda self: self.a})
attempt(lambda: type(1, 2))
attempt(lambda: type('n', 5, {}))
attempt(lambda: type('n', (), 5))
attempt(lambda: type(5, (), {}))
attempt(lambda: type())
class Kw:
    pass
def kw():
    class K(Kw, bad=1): pass
attempt(kw)
class Singleton(type):
    inst = {}
    def __call__(cls, *a):
        if cls not in cls.inst:
            cls.inst[cls] = super().__call__(*a)
        return cls.inst[cls]
class S(metaclass=Singleton):
    def __init__(self, v): self.v = v
class Sub:
    def __init_subclass__(cls, /, tag=None, **kw):
        super().__init_subclass__(**kw)
        cls.tag = tag
        print('init_subclass', cls.__name__, tag)
class S1(Sub, tag='t1'): pass
class S2(S1): pass
class Gen:
    def __class_getitem__(cls, item): return (cls.__name__, item)
class New:
    def __new__(cls, *a):
        print('New.__new__', a)
        return super().__new__(cls) if a != ('str',) else 'a string'
    def __init__(self, *a): print('New.__init__', a)
attempt(lambda: object(1))
attempt(lambda: T(1))
class OnlyNew:
    def __new__(cls, a): return super().__new__(cls)
attempt(lambda: OnlyNew())
attempt(lambda: type(OnlyNew(1)).__name__)
class InitRet:
    def __init__(self): return 5
attempt(lambda: InitRet())
attempt(lambda: object.__new__(5))
attempt(lambda: object.__new__(int))
attempt(lambda: int.__new__(str))
T.__name__ = 'Renamed'
T.__qualname__ = 'Q.Renamed'
def badname(): T.__name__ = 5
attempt(badname)
class OrderMeta(type):
    @classmethod
    def __prepare__(m, n, b):
        class NS(dict):
            def __setitem__(self, k, v):
                if not k.startswith('__'): print('define', k)
                super().__setitem__(k, v)
        return NS()
class O(metaclass=OrderMeta):
    b = 1
    a = 2
    def m(self): pass
attempt(lambda: type.__call__(int, '12', 3))
try:
    O.__dict__['z'] = 1
except TypeError as e:
    print(e)
