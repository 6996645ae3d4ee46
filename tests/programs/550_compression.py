# zlib, bz2, lzma: streams, ends, what is left over; and the archives over them.
import bz2, gzip, io, lzma, os, tarfile, tempfile, zipfile, zlib

text = b''.join(b'line %d of the text\n' % i for i in range(500))


def attempt(f, *args, **kwargs):
    try:
        print(f(*args, **kwargs))
    except Exception as e:
        print(type(e).__module__, type(e).__name__, e)


# zlib
for level in range(-1, 10):
    assert zlib.decompress(zlib.compress(text, level)) == text
for wbits in (15, 9, -15, -9, 31, 25):
    c = zlib.compressobj(wbits=wbits)
    assert zlib.decompress(c.compress(text) + c.flush(), wbits) == text, wbits
assert zlib.decompress(gzip.compress(text), 47) == text
c = zlib.compressobj()
head = c.compress(text) + c.flush(zlib.Z_SYNC_FLUSH)
d = zlib.decompressobj()
print(d.decompress(head) == text, d.eof, head[-4:])
copy, d2 = c.copy(), d.copy()
tail, other = c.compress(b'one') + c.flush(), copy.compress(b'two') + copy.flush()
print(d.decompress(tail), d2.decompress(other + b'more'), d.eof, d2.eof, d2.unused_data)
d = zlib.decompressobj()
print(d.decompress(zlib.compress(b'hello' * 10) + b'tail', 7), d.eof, d.unconsumed_tail != b'')
print(d.flush(), d.eof, d.unused_data, d.unconsumed_tail)
c = zlib.compressobj(zdict=b'hello')
packed = c.compress(b'hello hello') + c.flush()
print(zlib.decompressobj(zdict=b'hello').decompress(packed))
attempt(zlib.decompressobj().decompress, packed)
attempt(zlib.decompressobj(zdict=b'nope').decompress, packed)
d = zlib._ZlibDecompressor()
print(d.decompress(zlib.compress(text) + b'rest', 20), d.eof, d.needs_input, d.decompress(b'') == text[20:], d.eof, d.unused_data)
attempt(d.decompress, b'')
for value in (0, 1, -1, 2**32 + 5):
    print(zlib.crc32(b'abc', value), zlib.adler32(b'abc', value))
print(zlib.crc32(text), zlib.adler32(text), zlib.crc32(memoryview(text)[::1]), zlib.crc32(b''), zlib.adler32(b''))
attempt(zlib.compress, 'x')
attempt(zlib.compress)
attempt(zlib.compress, b'x', 77)
attempt(zlib.compress, b'x', 2**40)
attempt(zlib.decompress, b'', 15, -1)
attempt(zlib.decompress, b'')
attempt(zlib.decompress, zlib.compress(b'x'), 99)
attempt(zlib.decompress, b'x' * 20)
attempt(zlib.compressobj, 99)
attempt(zlib.decompressobj, zdict=5)
c = zlib.compressobj()
c.flush()
attempt(c.compress, b'x')
attempt(c.copy)
attempt(zlib.decompressobj().decompress, b'x', -1)
attempt(zlib.decompressobj().flush, 0)

# bz2
packed = bz2.compress(text) + bz2.compress(b'second')
print(bz2.decompress(packed) == text + b'second')
d = bz2.BZ2Decompressor()
print(d.decompress(packed, 12), d.needs_input, d.eof, d.decompress(b'') == text[12:], d.eof, d.needs_input, d.unused_data == bz2.compress(b'second'))
attempt(d.decompress, b'')
attempt(bz2.BZ2Compressor, 0)
attempt(bz2.BZ2Decompressor().decompress, b'xxxxxxxxxxxxxxxxxxxx')
attempt(bz2.decompress, packed[:-5])
c = bz2.BZ2Compressor()
c.flush()
attempt(c.flush)
attempt(c.compress, b'')

# lzma
for options in ({}, {'format': lzma.FORMAT_ALONE}, {'check': lzma.CHECK_SHA256}, {'preset': 1 | lzma.PRESET_EXTREME}):
    assert lzma.decompress(lzma.compress(text, **options)) == text
chain = [{'id': lzma.FILTER_DELTA, 'dist': 4}, {'id': lzma.FILTER_LZMA2, 'preset': 7, 'lc': 2}]
print(lzma.decompress(lzma.compress(text, lzma.FORMAT_RAW, filters=chain), lzma.FORMAT_RAW, filters=chain) == text)
d = lzma.LZMADecompressor()
print(d.check, d.decompress(lzma.compress(text) + b'rest', 10), d.check, d.eof, d.needs_input, d.decompress(b'') == text[10:], d.eof, d.unused_data)
attempt(d.decompress, b'')
attempt(lzma.decompress, b'x' * 30)
attempt(lzma.decompress, lzma.compress(text)[:-5])
attempt(lzma.decompress, lzma.compress(text), memlimit=10)
attempt(lzma.LZMACompressor, 99)
attempt(lzma.LZMACompressor, 3)
attempt(lzma.LZMACompressor, 3, filters=[{'id': 99}])
attempt(lzma.LZMACompressor, 3, filters=[{'ix': 99}])
attempt(lzma.LZMACompressor, 3, filters=[{'id': lzma.FILTER_LZMA2, 'other': 4}])
attempt(lzma.LZMACompressor, 1, preset=50)
attempt(lzma._encode_filter_properties, {'id': lzma.FILTER_LZMA1, 'lc': 2, 'lp': 1, 'pb': 0})
attempt(lzma._decode_filter_properties, lzma.FILTER_LZMA2, b'\x08')

# archives
with tempfile.TemporaryDirectory() as folder:
    for mode in ('gz', 'bz2', 'xz'):
        path = os.path.join(folder, 'a.tar.' + mode)
        with tarfile.open(path, 'w:' + mode) as tar:
            info = tarfile.TarInfo('text.txt')
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text))
        with tarfile.open(path) as tar:
            print(mode, tar.getnames(), tar.extractfile('text.txt').read() == text)
    path = os.path.join(folder, 'a.zip')
    methods = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    with zipfile.ZipFile(path, 'w') as z:
        for method in methods:
            z.writestr(f'{method}.txt', text, compress_type=method)
    with zipfile.ZipFile(path) as z:
        print(z.testzip(), [(i.filename, i.file_size, f'{i.CRC:08x}') for i in z.infolist()], all(z.read(n) == text for n in z.namelist()))
    for module, name in ((gzip, 'a.gz'), (bz2, 'a.bz2'), (lzma, 'a.xz')):
        with module.open(os.path.join(folder, name), 'wt') as f:
            print('one', 'two', sep='\n', file=f)
        with module.open(os.path.join(folder, name), 'rt') as f:
            print(name, f.readlines())
