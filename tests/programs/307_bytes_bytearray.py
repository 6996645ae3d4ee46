# bytes and bytearray: literals, methods, mutation, errors.
b = b'hello \x00\xff\n'
print(b, len(b), b[0], b[-1], b[1:4], b[::-1], list(b[:3]), bytes(3), bytes([65, 66]), bytes('é', 'utf-8'), bytes(range(3)), bytes(b'x'), bytes(), b'\'"', b"it's")
print(b'abc' + b'd', b'ab' * 3, b'a' in b'abc', 97 in b'abc', b'abc' < b'abd', b'abc' == bytearray(b'abc'), b'a' == 'a', hash(b'x') == hash(b'x'), b'%d %s %x %b' % (1, b'z', 255, b'q'), b'%a %r' % ('é', 1))
print(b'a,b,c'.split(b','), b' a b '.split(), b'a-b'.partition(b'-'), b'-'.join([b'a', bytearray(b'b')]), b'abc'.replace(b'b', b'xx'), b' x '.strip(), b'abc'.find(b'c'), b'abc'.find(99), b'abcabc'.count(b'a'), b'abc'.index(b'b'), b'Abc'.upper(), b'Abc'.swapcase(), b'a b'.title(), b'abc'.center(7, b'*'), b'5'.zfill(3), b'abc'.startswith((b'x', b'a')), b'a\nb'.splitlines(), b'abc'.removeprefix(b'a'), b'a\tb'.expandtabs(2))
print(b'abc'.isalpha(), b'1'.isdigit(), b'ABC'.isupper(), b' '.isspace(), b'abc'.hex(), b'abcd'.hex('-', 2), b'abcde'.hex(':', -2), bytes.fromhex('61 62 63'), b'abc'.decode(), b'\xff'.decode('latin-1'), bytes.maketrans(b'ab', b'xy')[97:99], b'abc'.translate(bytes.maketrans(b'a', b'z'), b'c'), b'abc'.translate(None, b'b'), b'abc'.isascii())
a = bytearray(b'hello')
a[0] = 72
a[1:3] = b'EEE'
a.append(33)
a.extend(b'xy')
a.extend([122])
a += b'!'
a.insert(0, 60)
print(a, len(a), a.pop(), a.pop(0), a)
a.remove(122)
a.reverse()
print(a, a.copy() == a, a.upper(), bytes(a), a.find(b'l'))
del a[0], a[1:3]
print(a)
a.clear()
print(a, bytearray(3), bytearray(b'x') * 2, bytearray('é', 'utf-8'), bytearray([1, 2]))
a = bytearray(range(10))
a[::2] = b'\xff' * 5
print(a, a[::3], a.hex())
del a[::2]
print(a, list(a))
a *= 2
print(a, a == b'\x01\x03\x05\x07\x09' * 2, a.count(3), a.index(5, 3))
def setit(o, k, v): o[k] = v
m = memoryview(bytearray(b'abc'))
ba = bytearray(b'abc')
view = memoryview(ba)
view.release()
ba.append(100)
print(ba)
import sys
class B:
    def __bytes__(self): return b'from dunder'
class Sub(bytes):
    def __new__(cls, *a): return super().__new__(cls, b'sub')
print(bytes(B()), Sub(), type(Sub() + b'x').__name__, repr(bytearray(b"it's")), str(b'abc') if not sys.flags.bytes_warning else '', b'\x7f\x80~ ', bytes(bytearray(b'q')), b''.join([b'a', memoryview(b'b')]), isinstance(b'', bytes))
print(sorted([b'b', b'a', b'ab']), max(b'abc'), min(b'abc'), sum(b'abc'), list(reversed(b'abc')), {b'a': 1}[b'a'], b'a' b'b', rb'\n', b'\101\x41', bytes(5)[2:], b'abc'[1], b'abc'[1:2], tuple(b'ab'))
