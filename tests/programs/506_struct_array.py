# struct and array.
import struct, array
for f, v in (('<i', (1,)), ('>h', (-2,)), ('!IHB', (1, 2, 3)), ('<d', (1.5,)), ('>f', (0.1,)), ('<q', (-2 ** 63,)), ('4s', (b'ab',)), ('<?c', (True, b'x')), ('<3B', (1, 2, 3)), ('<5p', (b'abc',)), ('=iq', (1, 2)), ('<e', (1.5,)), ('>Q', (2 ** 64 - 1,)), ('<2x h', (5,)), ('@i', (7,)), ('n', (3,))):
    b = struct.pack(f, *v)
    print(f, b, struct.calcsize(f), struct.unpack(f, b))
buf = bytearray(8)
struct.pack_into('<hh', buf, 2, 1, -1)
print(buf, struct.unpack_from('<h', buf, 4), list(struct.iter_unpack('<BB', b'\x01\x02\x03\x04')), struct.Struct('<ih').size, struct.Struct('<ih').unpack(b'\x01\0\0\0\x02\0'), struct.Struct('>H').format)
a = array.array('i', [3, 1, 2])
a.append(5); a.extend([7, 8]); a.insert(0, 9); a[1] = -1
print(a, len(a), a.pop(), a.index(5), a.count(1), a.tolist(), a[1:3], a[::-1], a.typecode, a.itemsize, a.tobytes()[:4], a + array.array('i', [1]), a * 2 == a + a, 5 in a, sum(a), a == array.array('i', a), a < array.array('i', [10]))
a.remove(5); a.reverse(); del a[0]; a[0:1] = array.array('i', [100, 200]); a.byteswap(); a.byteswap()
print(a, array.array('d', [1.5, 2]), array.array('B', b'ab'), array.array('u', 'hé') if False else array.array('w', 'hé'), array.array('b', [-1]).tobytes(), array.array('f', [0.1])[0], array.array('q').typecode, sorted(a), list(reversed(a)))
f = array.array('i')
f.frombytes(b'\x01\0\0\0\x02\0\0\0'); f.fromlist([3])
print(f, array.array('d', range(3)).tolist(), memoryview(f)[1], bytes(array.array('B', [65, 66])), array.array('i', (x for x in range(3))), array.typecodes)
