# hashlib, hmac, base64, binascii, zlib, gzip, bz2, lzma, secrets, uuid, codecs.
import hashlib, hmac, base64, binascii, zlib, gzip, io, uuid, codecs, bz2, lzma
for n in ('md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha3_256', 'blake2b', 'blake2s'):
    h = hashlib.new(n, b'hello')
    print(n, h.hexdigest(), h.digest_size, h.block_size, h.name)
h = hashlib.sha256()
h.update(b'hel'); g = h.copy(); h.update(b'lo')
print(h.hexdigest() == hashlib.sha256(b'hello').hexdigest(), g.hexdigest()[:8], hashlib.shake_128(b'x').hexdigest(8), hashlib.blake2b(b'x', digest_size=4, key=b'k').hexdigest(), hmac.new(b'k', b'm', 'sha256').hexdigest(), hmac.compare_digest(b'a', b'a'))
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: hashlib.new('nope'))
attempt(lambda: hashlib.md5('text'))
print(base64.b64encode(b'hello?>'), base64.urlsafe_b64encode(b'hello?>'), base64.b64decode('aGk='), base64.b32encode(b'hi'), base64.b16encode(b'hi'), base64.b85encode(b'hello'), base64.a85encode(b'hello'), base64.b32decode('NBUQ===='), base64.b85decode(b'Xk~0{Zv'), base64.encodebytes(b'x' * 60))
attempt(lambda: base64.b64decode('abc'))
attempt(lambda: base64.b64decode('a$b=', validate=True))
attempt(lambda: base64.b16decode('zz'))
print(binascii.hexlify(b'ab', '-'), binascii.unhexlify('6162'), binascii.crc32(b'hello'), zlib.crc32(b'hello'), zlib.adler32(b'hello'), binascii.b2a_base64(b'x'), binascii.crc_hqx(b'a', 0))
attempt(lambda: binascii.unhexlify('abc'))
data = b'hello world ' * 100
z = zlib.compress(data)
print(len(z) < 60, zlib.decompress(z) == data, zlib.decompress(zlib.compress(data, 9)) == data, gzip.decompress(gzip.compress(data)) == data, bz2.decompress(bz2.compress(data)) == data, lzma.decompress(lzma.compress(data)) == data)
c, d = zlib.compressobj(wbits=-15), zlib.decompressobj(wbits=-15)
raw = c.compress(data) + c.flush()
print(d.decompress(raw) == data, d.eof, d.unused_data)
d = zlib.decompressobj()
print(b''.join(d.decompress(z[i:i + 7]) for i in range(0, len(z), 7)) == data, zlib.decompressobj().decompress(z, 10))
attempt(lambda: zlib.decompress(b'garbage'))
attempt(lambda: zlib.decompress(z[:-3]))
attempt(lambda: gzip.decompress(b'xx'))
f = io.BytesIO()
with gzip.GzipFile(fileobj=f, mode='wb', mtime=0) as g: g.write(b'line1\nline2\n')
f.seek(0)
print(gzip.GzipFile(fileobj=f).readlines(), uuid.UUID(int=5), uuid.uuid5(uuid.NAMESPACE_DNS, 'x.org'), uuid.UUID('12345678123456781234567812345678').hex, uuid.uuid3(uuid.NAMESPACE_URL, 'a').version)
print(codecs.encode('abc', 'rot13'), codecs.encode(b'a', 'hex'), codecs.decode('é'.encode(), 'utf-8'), codecs.lookup('utf8').name, codecs.getincrementaldecoder('utf-8')().decode(b'\xc3'), codecs.BOM_UTF8)
d = codecs.getincrementaldecoder('utf-8')()
print(d.decode(b'\xc3'), d.decode(b'\xa9!'), codecs.escape_decode(b'\\x41')[0], codecs.unicode_escape_decode('\\u00e9')[0], 'a\\n'.encode().decode('unicode_escape'), 'é'.encode('unicode_escape'), 'é'.encode('punycode'), 'é\u3042'.encode('utf-7'))
