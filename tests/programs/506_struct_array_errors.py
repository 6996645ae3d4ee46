# struct and array: the errors.
import struct, array
for f, v in (('<i', (1,)), ('>h', (-2,)), ('!IHB', (1, 2, 3)), ('<d', (1.5,)), ('>f', (0.1,)), ('<q', (-2 ** 63,)), ('4s', (b'ab',)), ('<?c', (True, b'x')), ('<3B', (1, 2, 3)), ('<5p', (b'abc',)), ('=iq', (1, 2)), ('<e', (1.5,)), ('>Q', (2 ** 64 - 1,)), ('<2x h', (5,)), ('@i', (7,)), ('n', (3,))):
    b = struct.pack(f, *v)
    print(f, b, struct.calcsize(f), struct.unpack(f, b))
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: struct.pack('i'))
attempt(lambda: struct.pack('i', 'a'))
attempt(lambda: struct.pack('B', 256))
attempt(lambda: struct.pack('<i', 2 ** 40))
attempt(lambda: struct.pack('<b', -200))
attempt(lambda: struct.unpack('i', b'abc'))
attempt(lambda: struct.pack('y', 1))
attempt(lambda: struct.pack('c', 'a'))
attempt(lambda: struct.pack('f', 1e300))
attempt(lambda: struct.pack('Q', -1))
attempt(lambda: struct.unpack_from('<i', b'12', 0))
buf = bytearray(8)
struct.pack_into('<hh', buf, 2, 1, -1)
a = array.array('i', [3, 1, 2])
a.append(5); a.extend([7, 8]); a.insert(0, 9); a[1] = -1
a.remove(5); a.reverse(); del a[0]; a[0:1] = array.array('i', [100, 200]); a.byteswap(); a.byteswap()
attempt(lambda: array.array('i', ['a']))
attempt(lambda: array.array('B', [256]))
attempt(lambda: array.array('z'))
attempt(lambda: array.array('i').pop())
attempt(lambda: array.array('i', [1])[5])
attempt(lambda: array.array('i') + [1])
attempt(lambda: array.array('i', [1]).remove(9))
attempt(lambda: array.array('h', [2 ** 20]))
f = array.array('i')
f.frombytes(b'\x01\0\0\0\x02\0\0\0'); f.fromlist([3])
