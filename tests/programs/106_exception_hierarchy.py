# The built-in exceptions: hierarchy, attributes, constructors.
import builtins
def tree(cls, depth=0):
    print('  ' * depth + cls.__name__)
    for sub in sorted(cls.__subclasses__(), key=lambda c: c.__name__):
        if getattr(builtins, sub.__name__, None) is sub:
            tree(sub, depth + 1)
tree(BaseException)
print(IOError is OSError, EnvironmentError is OSError)
e = OSError(2, 'No such file', 'f.txt')
print(type(e).__name__, e.errno, e.strerror, e.filename, e, repr(e), e.args)
print(type(OSError(13, 'x')).__name__, type(OSError(17, 'x')).__name__, type(OSError(9999, 'x')).__name__, type(OSError('one')).__name__)
e = OSError(2, 'msg', 'a', None, 'b')
print(e, e.filename2)
print(StopIteration(5).value, StopIteration().value, StopIteration(1, 2).args)
print(SystemExit(3).code, SystemExit().code, SystemExit(1, 2).code, SystemExit('m').code)
e = ImportError('m', name='n', path='p')
print(e, e.name, e.path, e.msg, repr(e))
e = AttributeError('m', name='n', obj=5)
print(e, e.name, e.obj)
e = NameError('m', name='n')
print(e.name)
e = UnicodeDecodeError('utf-8', b'abc\xff', 3, 4, 'bad byte')
print(e, e.encoding, e.object, e.start, e.end, e.reason)
e = UnicodeEncodeError('ascii', 'a\u3042', 1, 2, 'why')
print(e)
e = UnicodeTranslateError('a\u3042c', 1, 2, 'why')
print(e)
print(UnicodeDecodeError('x', b'abcdef', 1, 4, 'range'))
e = SyntaxError('m', ('f.py', 3, 4, 'text line', 3, 8))
print(e, e.filename, e.lineno, e.offset, e.text, e.end_lineno, e.end_offset, e.msg)
for bad in (lambda: UnicodeDecodeError('a'), lambda: ValueError(x=1), lambda: ImportError(bad=1), lambda: OSError(a=1), lambda: NameError(foo=1)):
    try:
        bad()
    except TypeError as t:
        print(t)
try:
    raise KeyError
except LookupError as l:
    print(repr(l), l.args)
for a, b in [(IndexError, LookupError), (UnicodeError, ValueError), (FileNotFoundError, OSError), (KeyboardInterrupt, Exception),
             (GeneratorExit, Exception), (RecursionError, RuntimeError), (ModuleNotFoundError, ImportError), (UnboundLocalError, NameError)]:
    print(a.__name__, b.__name__, issubclass(a, b))
class Multi(ValueError, KeyError): pass
try:
    raise Multi('both')
except KeyError as k:
    print(repr(k), str(k), Multi.__mro__[1:3])
try:
    class Bad(OSError, SyntaxError): pass
except TypeError as t:
    print(t)
e = Exception('a', 'b')
e.custom = 1
print(e.__dict__, e.args, e)
e.args = ('new',)
print(e, repr(e))
e.args = [1, 2]
print(e.args)
try:
    e.args = 5
except TypeError as t:
    print(t)
print(Exception.__new__(ValueError, 1, 2).args)
class WithInit(Exception):
    def __init__(self, a): self.a = a
print(WithInit(5), WithInit(5).args, repr(WithInit(5)))
