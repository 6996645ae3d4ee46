# Docstrings and signatures of native objects; the names of `site`; keys derived from passwords, keyed hashes.
import collections, hashlib, hmac, inspect, io, contextlib, itertools, zlib

print(int.__doc__.splitlines()[0], len.__doc__, [].append.__doc__, str.join.__doc__.splitlines()[0])
print(int.real.__doc__, dict.fromkeys.__doc__, collections.deque.__doc__, itertools.chain.from_iterable.__doc__.splitlines()[0])
print(zlib.crc32.__doc__.splitlines()[0], ValueError.__doc__, type(None).__doc__, object.__init__.__doc__.splitlines()[0])


class Plain(dict):
    pass


print(Plain.__doc__, Plain.get.__doc__, inspect.getdoc(Plain.get))
for f in (len, print, str.split, sorted, zlib.crc32, [].append, dict.fromkeys):
    print(f.__name__, inspect.signature(f))
out = io.StringIO()
with contextlib.redirect_stdout(out):
    help(len)
print(out.getvalue())
print(repr(exit), repr(quit), repr(help), sep='\n')
for code in (None, 3, 'text'):
    try:
        exit(code) if code else quit()
    except SystemExit as e:
        print('exit', e.code)


def attempt(f, *args, **kwargs):
    try:
        result = f(*args, **kwargs)
        print(result.hex() if isinstance(result, bytes) else result)
    except Exception as e:
        print(type(e).__name__, e)


derive = hashlib.pbkdf2_hmac
attempt(derive, 'sha1', b'password', b'salt', 1)
attempt(derive, 'sha256', b'password', b'salt', 2, dklen=40)
attempt(derive, 'sha512', b'password' * 30, b'salt', 3, 70)
attempt(derive, 'sha1', b'', b'', 0)
attempt(derive, 'sha1', '', b'', 1)
attempt(derive, 'sha1', b'', b'', 1, dklen=0)
attempt(derive, 5, b'', b'', 1)
attempt(hashlib.scrypt, b'', salt=b'', n=16, r=1, p=1, dklen=32)
attempt(hashlib.scrypt, b'pass', salt=b'NaCl', n=256, r=4, p=2)
attempt(hashlib.scrypt, b'', salt=b'', n=15, r=1, p=1)
attempt(hashlib.scrypt, b'', n=16, r=1, p=1)
attempt(hashlib.scrypt, b'', salt=b'', n=1 << 20, r=8, p=1)
attempt(hashlib.scrypt, b'', salt=b'', n=16, r=0, p=1)
for name in ('md5', 'sha1', 'sha512', 'sha3_256', 'blake2b'):
    m = hmac.new(b'key', b'message', name)
    c = m.copy()
    c.update(b' more')
    print(m.name, m.digest_size, m.block_size, m.hexdigest()[:16], c.hexdigest()[:16])
print(hmac.digest(b'key' * 50, b'message', 'sha256').hex(), hmac.compare_digest(b'ab', b'ab'))
attempt(hmac.new, b'k', b'm')
attempt(hmac.new, 'k', b'm', 'md5')
attempt(hmac.new, b'k', 'm', 'md5')
attempt(hmac.new, b'k', b'm', 'nope')
attempt(hashlib.new, 'nope')
attempt(hashlib.new, 5)
attempt(hashlib.sha256, 'text')
attempt(hashlib.sha256, 5)
attempt(lambda: hashlib.sha256(b'a').digest(1))
attempt(lambda: hashlib.shake_128().hexdigest())
print(hashlib.new('SHA512_256', b'abc').hexdigest(), hashlib.shake_256(b'x').hexdigest(5), hashlib.sha256(b'a').copy().hexdigest()[:8])
