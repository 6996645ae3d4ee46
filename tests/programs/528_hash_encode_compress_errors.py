# hashlib, hmac, base64, binascii, zlib, gzip, bz2, lzma, secrets, uuid, codecs: the errors.
import hashlib, hmac, base64, binascii, zlib, gzip, io, uuid, codecs, bz2, lzma
for n in ('md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha3_256', 'blake2b', 'blake2s'):
    h = hashlib.new(n, b'hello')
    print(n, h.hexdigest(), h.digest_size, h.block_size, h.name)
h = hashlib.sha256()
h.update(b'hel'); g = h.copy(); h.update(b'lo')
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: hashlib.new('nope'))
attempt(lambda: hashlib.md5('text'))
attempt(lambda: base64.b64decode('abc'))
attempt(lambda: base64.b64decode('a$b=', validate=True))
attempt(lambda: base64.b16decode('zz'))
attempt(lambda: binascii.unhexlify('abc'))
data = b'hello world ' * 100
z = zlib.compress(data)
c, d = zlib.compressobj(wbits=-15), zlib.decompressobj(wbits=-15)
raw = c.compress(data) + c.flush()
d = zlib.decompressobj()
attempt(lambda: zlib.decompress(b'garbage'))
attempt(lambda: zlib.decompress(z[:-3]))
attempt(lambda: gzip.decompress(b'xx'))
f = io.BytesIO()
with gzip.GzipFile(fileobj=f, mode='wb', mtime=0) as g: g.write(b'line1\nline2\n')
f.seek(0)
d = codecs.getincrementaldecoder('utf-8')()
