# Non-ASCII strings: indexing, slicing, encoding, decoding, error handlers, normalization, surrogates: the errors.
s = 'aé\u3042\U0001F600z'
b = s.encode()
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
for bad in (b'\xff', b'\xc3', b'\xc3(', b'\xe2\x82', b'\xf0\x9f\x98', b'\xed\xa0\x80', b'\xc0\x80', b'\xf5\x80\x80\x80', b'abc\x80def', b'\xf4\x90\x80\x80'):
    attempt(lambda: bad.decode())
    print(ascii(bad.decode('utf-8', 'replace')))
attempt(lambda: b'\x80'.decode('ascii'))
attempt(lambda: 'é\u3042'.encode('latin-1'))
attempt(lambda: '\udc80'.encode())
attempt(lambda: 'a'.encode('utf-8', 'nohandler'))
attempt(lambda: 'é'.encode('ascii', 'nohandler'))
attempt(lambda: b'abc'.decode('utf-16'))
attempt(lambda: b'a\x00b\x00'.decode('utf-16-le'))
attempt(lambda: '\udc80'.encode('utf-8', 'surrogatepass'))
attempt(lambda: 'abc'.encode('utf-8-sig'))
attempt(lambda: b'\xef\xbb\xbfabc'.decode('utf-8-sig'))
attempt(lambda: 'bücher'.encode('idna'))
attempt(lambda: 'abc'.encode('rot13'))
import unicodedata
text = 'zażółć gęślą jaźń ' * 50
for i, c in enumerate('aé\u3042\U0001F600'):
    print(i, c, hex(ord(c)), c.encode().hex(), c == chr(ord(c)))
x = ''
for i in range(300):
    x += chr(97 + i % 26) if i % 7 else chr(0x3b1 + i % 20)
ident_é = 5
ﬁ = 'normalized'
