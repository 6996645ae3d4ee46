"""Files and anonymous memory as mmap objects."""
import mmap
import os
import tempfile


def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except Exception as e:
        print(type(e).__name__, e)


f = tempfile.TemporaryFile()
f.write(b"0" * 8192 + b"abc\ndef")
f.flush()
fd = f.fileno()
m = mmap.mmap(fd, 0)
print(m, len(m), m.size(), m.tell())
for call in ((m.seek, 9000), (m.seek, 5, 9), (m.seek, -1), (m.seek, 0, 2), (m.read_byte,), (m.read,), (m.seek, 8192), (m.readline,), (m.read, 2), (m.read, None),
             (m.write, b"xyz"), (m.__getitem__, 99999), (m.__getitem__, "a"), (m.__getitem__, -1), (m.__getitem__, slice(8192, None, 2)), (m.__setitem__, 0, 256),
             (m.__setitem__, 0, "a"), (m.__setitem__, slice(0, 3), b"ab"), (m.__setitem__, slice(0, 8, 2), b"abcd"), (m.__getitem__, slice(8)), (m.__delitem__, 0),
             (m.__delitem__, slice(2)), (m.find, b"abc"), (m.find, b"abc", 0), (m.rfind, b"b"), (m.find, b"c", -5), (m.find, b"c", 0, -1), (m.find, b"c", None, 2),
             (m.find, b""), (m.rfind, b"", 3), (m.find, "a"), (m.move, 0, 8192, 3), (m.move, 8190, 0, 300), (m.flush,), (m.flush, 1, 5), (m.flush, 0, 99999),
             (m.madvise, mmap.MADV_NORMAL), (m.madvise, mmap.MADV_NORMAL, 99999), (m.write_byte, 300), (m.write_byte, -1), (m.write_byte, 65), (m.resize, 4096), (len, m),
             (m.seek, 0), (m.write, b"x" * 5000), (m.write, "a"), (m.write, b"written"), (m.tell,), (m.seek, -2, 1), (m.read, 2), (m.seekable,)):
    show(*call)
with memoryview(m) as view:
    show(m.close)
    show(m.resize, 8192)
    print(bytes(view[:7]), view.readonly)
    view[0] = 87
print(m[:7])
f.seek(0)
print(f.read(7), os.fstat(fd).st_size)
with m as same:
    print(same is m)
print(m.closed, m)
for call in ((m.read,), (len, m), (m.__getitem__, 0), (m.close,), (m.__enter__,), (m.tell,), (m.size,), (memoryview, m)):
    show(*call)
for keywords in (dict(length=-1), dict(length=0, offset=-1), dict(length=0, offset=5), dict(length=0, offset=1 << 20), dict(length=99999), dict(length=0, access=9),
                 dict(length=5, fileno=999), dict(length=0, fileno=-1), dict(length=0, fileno="a"), dict(length=5, flags=mmap.MAP_PRIVATE, access=mmap.ACCESS_COPY)):
    show(mmap.mmap, **{"fileno": fd, **keywords})
r = mmap.mmap(fd, 0, access=mmap.ACCESS_READ)
print(r, memoryview(r).readonly)
for call in ((r.write, b"a"), (r.__setitem__, 0, 1), (r.__setitem__, slice(0, 1), b"a"), (r.move, 0, 1, 1), (r.flush,), (r.write_byte, 1)):
    show(*call)
os.ftruncate(fd, 9000)
c = mmap.mmap(fd, 0, access=mmap.ACCESS_COPY, offset=4096)
c[0] = 66
print(c, c[:3], os.pread(fd, 1, 4096))
show(c.flush)
show(c.resize, 1)
a = mmap.mmap(-1, 10)
a[:] = b"0123456789"
print(a, list(a)[:3], 5 in a, b"5" in a, bytes(a), a.rfind(b"9"))
show(a.resize, 200)
show(a.resize, -1)
show(lambda: a + a)
show(mmap.mmap, -1, 10, prot=mmap.PROT_READ)
show(mmap.mmap, -1, 10, access=mmap.ACCESS_WRITE)
show(mmap.mmap, -1, 10, mmap.MAP_PRIVATE, trackfd=False)
show(mmap.mmap(fd, 10, trackfd=False).resize, 5)


class Mine(mmap.mmap):
    pass


mine = Mine(-1, 10)
mine.attribute = 5
print(mine.attribute, isinstance(mine, mmap.mmap), mine)
print(mmap.ACCESS_DEFAULT, mmap.ACCESS_READ, mmap.ACCESS_WRITE, mmap.ACCESS_COPY, mmap.error is OSError, mmap.PAGESIZE == mmap.ALLOCATIONGRANULARITY)
