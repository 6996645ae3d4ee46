# memoryview: slicing, casting, writing, formats, release, comparison: the errors.
import array
b = bytearray(b'abcdefgh')
m = memoryview(b)
m[0] = 65
m[1:3] = b'XY'
m[::4] = b'12' if False else memoryview(b'12')
r = memoryview(b'const')
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
def setit(o, k, v): o[k] = v
attempt(lambda: setit(r, 0, 1))
attempt(lambda: setit(m, 0, 256))
attempt(lambda: setit(m, 0, 'a'))
attempt(lambda: setit(m, 100, 1))
attempt(lambda: setit(m, slice(0, 2), b'abc'))
attempt(lambda: m[100])
attempt(lambda: m['a'])
attempt(lambda: memoryview('str'))
attempt(lambda: memoryview(5))
attempt(lambda: hash(m))
attempt(lambda: delattr(m, 'x'))
attempt(lambda: b.append(1))
attempt(lambda: m.cast('I')[0] == int.from_bytes(b[:4], 'little'))
attempt(lambda: m.cast('zz'))
attempt(lambda: m[:3].cast('I'))
c = m.cast('H')
c[0] = 0x4142
two = m.cast('B', (2, 4))
attempt(lambda: two[0])
attempt(lambda: two[5, 5])
a = array.array('i', [1, 2, 3])
ma = memoryview(a)
ma[1] = -5
attempt(lambda: a.append(4))
ma.release()
a.append(4)
attempt(lambda: ma[0])
with memoryview(b) as w:
    print(w[0])
attempt(lambda: w.tolist())
f = memoryview(array.array('d', [1.5, 2.5]))
