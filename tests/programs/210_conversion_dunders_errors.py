# __str__, __repr__, __format__, __bytes__, __int__, __float__, __complex__, __index__, __bool__ and their checks: the errors.
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
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
def bad(name, value):
    return type('Bad', (), {name: lambda self, *a: value})()
attempt(lambda: str(bad('__str__', 5)))
attempt(lambda: repr(bad('__repr__', None)))
attempt(lambda: bytes(bad('__bytes__', 'x')))
attempt(lambda: int(bad('__int__', 1.5)))
attempt(lambda: float(bad('__float__', 'x')))
attempt(lambda: float(bad('__float__', 1)))
attempt(lambda: complex(bad('__complex__', 1.0)))
attempt(lambda: hash(bad('__hash__', 1.5)))
attempt(lambda: format(bad('__format__', 1)))
attempt(lambda: len(bad('__len__', 1.5)))
attempt(lambda: bool(bad('__bool__', 1)))
attempt(lambda: dir(bad('__dir__', 5)))
attempt(lambda: iter(bad('__iter__', 5)))
attempt(lambda: int(bad('__index__', 5)))
attempt(lambda: float(bad('__index__', 5)))
attempt(lambda: complex(bad('__float__', 5.0)))
attempt(lambda: int(bad('__trunc__', 5)))
attempt(lambda: print(bad('__str__', 5)))
attempt(lambda: f"{bad('__str__', 5)}")
attempt(lambda: '%s' % bad('__str__', 5))
attempt(lambda: '%d' % bad('__index__', 5))
attempt(lambda: '%d' % 'x')
attempt(lambda: '%f' % 'x')
attempt(lambda: '%c' % 'xx')
attempt(lambda: '%x' % 1.5)
attempt(lambda: bytes(bad('__index__', 3)))
attempt(lambda: range(bad('__index__', 3)))
class OnlyRepr:
    def __repr__(self): return 'only repr'
class OnlyStr:
    def __str__(self): return 'only str'
class StrSub(str): pass
class RetSub:
    def __str__(self): return StrSub('sub')
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
attempt(lambda: repr(Raises()))
attempt(lambda: str(Raises()))
attempt(lambda: bool(Raises()))
attempt(lambda: len(Raises()))
attempt(lambda: [Raises()].__repr__())
attempt(lambda: not Raises())
attempt(lambda: int('0x1f', 16) + int('  12  ') + int('1_000') + int(b'5') + int(True))
attempt(lambda: int('1__0'))
attempt(lambda: int('12', 1))
attempt(lambda: int('9', 8))
attempt(lambda: int(1.5, 10))
attempt(lambda: int(''))
attempt(lambda: int(float('nan')))
attempt(lambda: int(float('inf')))
attempt(lambda: float('abc'))
attempt(lambda: float(''))
attempt(lambda: complex('1+'))
attempt(lambda: complex('1', 2))
attempt(lambda: str(b'abc', 'ascii') + str(object=5))
attempt(lambda: str(5, 'utf-8'))
attempt(lambda: bytes('abc'))
attempt(lambda: bytes(-1))
attempt(lambda: bytes([256]))
attempt(lambda: bytes(['a']))
