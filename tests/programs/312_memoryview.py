# memoryview: slicing, casting, writing, formats, release, comparison.
import array
b = bytearray(b'abcdefgh')
m = memoryview(b)
print(len(m), m[0], m[-1], bytes(m[2:5]), m.tolist()[:3], m.format, m.itemsize, m.nbytes, m.ndim, m.shape, m.strides, m.readonly, m.contiguous, m.c_contiguous, m.obj is b)
m[0] = 65
m[1:3] = b'XY'
print(b, bytes(m[::-1]), bytes(m[::2]), m[::2].strides, m[::2].tobytes(), m[2:5].tolist())
m[::4] = b'12' if False else memoryview(b'12')
print(b)
r = memoryview(b'const')
print(r.readonly, r == b'const', r == memoryview(bytearray(b'const')), r != b'x', hash(r) == hash(b'const'), r.hex(), 99 in r, list(r), r.tobytes(), str(r[:2].tobytes(), 'ascii'))
def setit(o, k, v): o[k] = v
c = m.cast('H')
print(len(c), c.itemsize, c.shape, c.format, c[0] == int.from_bytes(b[:2], 'little'))
c[0] = 0x4142
print(b[:2])
two = m.cast('B', (2, 4))
print(two.ndim, two.shape, two.tolist(), two[1, 2], two.strides)
a = array.array('i', [1, 2, 3])
ma = memoryview(a)
print(ma.format, ma.tolist(), ma[1], ma.nbytes, ma.itemsize)
ma[1] = -5
print(a)
ma.release()
a.append(4)
print(a)
with memoryview(b) as w:
    print(w[0])
f = memoryview(array.array('d', [1.5, 2.5]))
print(f.tolist(), f[0], f.format, f == array.array('d', [1.5, 2.5]), f.tobytes().hex())
print(memoryview(b'').tolist(), len(memoryview(b'')), memoryview(b'ab') == b'ab', memoryview(b'abc')[1:] == b'bc', b'x'.join([memoryview(b'a'), b'b']), bytes(memoryview(b'q')), bytearray(memoryview(b'q')), int.from_bytes(memoryview(b'\x01\x00'), 'little'))
print(m.toreadonly().readonly, memoryview(m) == m, memoryview(m).obj is b, m.count(88), m.index(89), type(iter(m)).__name__, [x for x in m][:2], list(reversed(m))[:2])
