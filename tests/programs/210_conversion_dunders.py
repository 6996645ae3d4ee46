# __str__, __repr__, __format__, __bytes__, __int__, __float__, __complex__, __index__, __bool__ and their checks.
class A:
    def __str__(self): return 'A str'
    def __repr__(self): return 'A repr'
    def __bytes__(self): return b'A bytes'
    def __int__(self): return 11
    def __float__(self): return 2.5
    def __complex__(self): return 1 + 2j
    def __index__(self): return 7
    def __bool__(self): return False
    def __format__(self, s): return f'fmt<{s}>'
    def __hash__(self): return 3
    def __dir__(self): return ['b', 'a']
    def __sizeof__(self): return 1
    def __len__(self): return 5
a = A()
print(str(a), repr(a), bytes(a), int(a), float(a), complex(a), bool(a), format(a), format(a, 'x'), f'{a}', '%s %r' % (a, a), [a], hash(a), bin(a), chr(65 + int(a)))
def bad(name, value):
    return type('Bad', (), {name: lambda self, *a: value})()
class OnlyRepr:
    def __repr__(self): return 'only repr'
print(str(OnlyRepr()), f'{OnlyRepr()}', OnlyRepr())
class OnlyStr:
    def __str__(self): return 'only str'
print(str(OnlyStr()), repr(OnlyStr()).startswith('<__main__.OnlyStr object at'))
class StrSub(str): pass
class RetSub:
    def __str__(self): return StrSub('sub')
print(type(str(RetSub())).__name__, str(RetSub()))
class IntSub(int): pass
class RetInt:
    def __int__(self): return IntSub(5)
import warnings
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter('always')
    print(int(RetInt()), type(int(RetInt())).__name__, w[0].category.__name__, w[0].message)
class Raises:
    def __repr__(self): raise ValueError('repr failed')
    def __str__(self): raise KeyError('str failed')
    def __bool__(self): raise OSError('bool failed')
    def __len__(self): raise IndexError('len failed')
