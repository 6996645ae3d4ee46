# bytes and bytearray: literals, methods, mutation, errors: the errors.
b = b'hello \x00\xff\n'
a = bytearray(b'hello')
a[0] = 72
a[1:3] = b'EEE'
a.append(33)
a.extend(b'xy')
a.extend([122])
a += b'!'
a.insert(0, 60)
a.remove(122)
a.reverse()
del a[0], a[1:3]
a.clear()
a = bytearray(range(10))
a[::2] = b'\xff' * 5
del a[::2]
a *= 2
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
def setit(o, k, v): o[k] = v
attempt(lambda: b'a'[5])
attempt(lambda: b'a' + 'b')
attempt(lambda: 'a' + b'b')
attempt(lambda: b'a'.join(['x']))
attempt(lambda: b'abc'.find('a'))
attempt(lambda: b'abc'.split('a'))
attempt(lambda: b'abc'.replace('a', 'b'))
attempt(lambda: 'a' in b'abc')
attempt(lambda: 256 in b'abc')
attempt(lambda: bytes([300]))
attempt(lambda: bytes([-1]))
attempt(lambda: bytes('x'))
attempt(lambda: bytes(1.5))
attempt(lambda: bytes.fromhex('6'))
attempt(lambda: bytes.fromhex('zz'))
attempt(lambda: setit(bytearray(1), 0, 256))
attempt(lambda: setit(bytearray(1), 0, 'a'))
attempt(lambda: setit(bytearray(1), 5, 1))
attempt(lambda: setit(b'a', 0, 1))
attempt(lambda: bytearray().pop())
attempt(lambda: bytearray(b'a').remove(5))
attempt(lambda: bytearray(b'a').append(300))
attempt(lambda: bytearray(b'abc').extend('x'))
attempt(lambda: setit(bytearray(4), slice(0, 4, 2), b'abc'))
attempt(lambda: hash(bytearray()))
attempt(lambda: b'abc'.index(b'z'))
attempt(lambda: b'%d' % 'a')
attempt(lambda: b'%s' % 'a')
attempt(lambda: b'a'.center(5, b'xy'))
attempt(lambda: b'a'.decode('utf-8', 5))
attempt(lambda: b'abc'.hex('xx'))
attempt(lambda: bytes.maketrans(b'a', b'bc'))
m = memoryview(bytearray(b'abc'))
ba = bytearray(b'abc')
view = memoryview(ba)
attempt(lambda: ba.append(1))
view.release()
ba.append(100)
import sys
class B:
    def __bytes__(self): return b'from dunder'
class Sub(bytes):
    def __new__(cls, *a): return super().__new__(cls, b'sub')
