# Non-ASCII strings: indexing, slicing, encoding, decoding, error handlers, normalization, surrogates.
s = 'aé\u3042\U0001F600z'
print(len(s), [s[i] for i in range(len(s))], s[::-1], s[2:4], s[-2], s.find('z'), s.index('\U0001F600'), s.count('é'), [ord(c) for c in s])
print(s.encode(), s.encode('utf-16-le'), s.encode('utf-32-be'), s.encode('utf-16')[:2], s.encode('ascii', 'replace'), s.encode('ascii', 'ignore'), s.encode('ascii', 'xmlcharrefreplace'), s.encode('ascii', 'backslashreplace'), s.encode('ascii', 'namereplace'), s.encode('latin-1', 'replace'))
b = s.encode()
print(b.decode(), b.decode('utf-8') == s, b[:2].decode('utf-8', 'replace'), b[:2].decode(errors='ignore'), b'\xff\xfeabc'.decode('utf-8', 'replace'), b'\xff'.decode('utf-8', 'backslashreplace'), b'a\xffb'.decode('utf-8', 'surrogateescape').encode('utf-8', 'surrogateescape'), b'\xe9'.decode('latin-1'), b'\x80'.decode('cp1252'))
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
for bad in (b'\xff', b'\xc3', b'\xc3(', b'\xe2\x82', b'\xf0\x9f\x98', b'\xed\xa0\x80', b'\xc0\x80', b'\xf5\x80\x80\x80', b'abc\x80def', b'\xf4\x90\x80\x80'):
    attempt(lambda: bad.decode())
    print(ascii(bad.decode('utf-8', 'replace')))
print('\ud83d\ude00' == '\U0001F600', len('\ud83d\ude00'), len('\U0001F600'), '\ud83d' + '\ude00' == '\U0001F600', '\ud800' < '\uffff')
import unicodedata
print(unicodedata.name('é'), unicodedata.lookup('SNOWMAN'), unicodedata.category('a'), unicodedata.numeric('½'), unicodedata.digit('٣'), unicodedata.bidirectional('א'), unicodedata.combining('\u0301'), unicodedata.east_asian_width('\u3042'), unicodedata.decomposition('é'))
print(ascii(unicodedata.normalize('NFD', 'é')), ascii(unicodedata.normalize('NFC', 'e\u0301')), unicodedata.normalize('NFKC', 'ﬁ①'), 'é' == 'e\u0301', unicodedata.is_normalized('NFC', 'é'))
print('ÀÉÎ'.lower(), 'àéî'.upper(), 'Σ'.lower(), 'ΑΣ'.lower(), 'ΑΣ Β'.lower(), 'ﬁ'.upper(), 'ﬃ'.title(), 'İI'.lower(), 'ı'.upper(), 'ǅ'.swapcase(), 'Straße'.casefold() == 'STRASSE'.casefold())
