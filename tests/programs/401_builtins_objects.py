# Built-in functions about objects: type, isinstance, issubclass, getattr family, callable, id, hash, dir, vars, repr, ascii, format.
class A:
    """Doc of A."""
    x = 1
    def m(self): return 'm'
class B(A): y = 2
b = B()
b.z = 3
print(type(b) is B, type(5), type('T', (A,), {'q': 5}).q, isinstance(b, A), isinstance(b, (int, A)), isinstance(5, int | str), issubclass(B, A), issubclass(bool, int), issubclass(B, (str, A)), isinstance(B, type), isinstance(None, type(None)))
print(getattr(b, 'x'), getattr(b, 'nope', 'd'), hasattr(b, 'z'), hasattr(b, 'w'), setattr(b, 'w', 4), b.w, delattr(b, 'w'), hasattr(b, 'w'), getattr(b, 'm')(), vars(b), [n for n in dir(b) if not n.startswith('_')])
print(callable(print), callable(A), callable(b), callable(b.m), callable(5), id(b) == id(b), hash('a') == hash('a'), hash(5), hash(2.0), repr('a'), ascii('é'), format(5, '03'), format('a', '>3'), str(b'x', 'ascii'), repr(A), repr(None), A.__doc__, A.__name__)
print(bool(), int(), float(), complex(), str(), bytes(), list(), tuple(), dict(), set(), frozenset(), bytearray(), object().__class__.__name__, type(object()).__name__, abs(-3), divmod(7, 3), pow(2, 3), pow(2, 3, 5), round(2.567, 1), chr(97), ord('a'), bin(3), oct(9), hex(17), len('abc'))
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
for f in (lambda: isinstance(5, 'int'), lambda: isinstance(5, [int]), lambda: issubclass(5, int), lambda: issubclass(int, 5), lambda: getattr(b), lambda: getattr(b, 5), lambda: getattr(b, 'nope'), lambda: setattr(b), lambda: setattr(5, 'x', 1), lambda: delattr(b, 'nope'), lambda: hash([]), lambda: hash({}), lambda: len(5), lambda: abs('a'), lambda: chr('a'), lambda: chr(2 ** 40), lambda: ord(''), lambda: ord(b'ab'), lambda: bin(1.5), lambda: hex('a'), lambda: pow('a', 2), lambda: pow(2, 3, 1.5), lambda: round('a'), lambda: round(1.5, 'a'), lambda: divmod(1, 'a'), lambda: divmod(1, 0), lambda: vars(5), lambda: dir(1, 2), lambda: format(5, 5), lambda: format(5, 'zz'), lambda: type(), lambda: object(5), lambda: callable(), lambda: id(), lambda: repr(), lambda: super().x, lambda: input('prompt '), lambda: open(b.m), lambda: __import__('nope_x'), lambda: compile('1', 'f'), lambda: memoryview(5), lambda: slice(), lambda: property(1, 2, 3, 4, 5), lambda: staticmethod(), lambda: classmethod(5).__get__(None, A)(), lambda: print(sep=5), lambda: print(end=5), lambda: print(1, file=5)): attempt(f)
import builtins
print(len([n for n in dir(builtins) if n[0].islower()]) > 60, all(hasattr(builtins, n) for n in 'abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex delattr dict dir divmod enumerate eval exec filter float format frozenset getattr globals hasattr hash help hex id input int isinstance issubclass iter len list locals map max memoryview min next object oct open ord pow print property range repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip __import__ __build_class__'.split()))
