"""unicodedata.ucd_3_2_0, stringprep and the encoding idna, which rest on it."""
import hashlib
import stringprep
import unicodedata
from unicodedata import ucd_3_2_0 as old


def show(f, *args):
    try:
        print(f.__name__, [ascii(a) for a in args], ascii(f(*args)))
    except Exception as e:
        print(f.__name__, [ascii(a) for a in args], type(e).__name__, ascii(str(e)))


CHARS = [chr(i) for a, b in ((0, 0x3000), (0xF900, 0x10000), (0x1D400, 0x1D800), (0x2F800, 0x2FA20)) for i in range(a, b)]
print(old.unidata_version, unicodedata.unidata_version, type(old))
for name in ("category", "bidirectional", "combining", "mirrored", "east_asian_width", "decomposition", "decimal", "digit", "numeric", "name"):
    get = getattr(old, name)
    digest = hashlib.sha256()
    for c in CHARS:
        digest.update(repr(get(c, None) if name in ("decimal", "digit", "numeric", "name") else get(c)).encode())
    print(name, digest.hexdigest()[:16])
for form in ("NFC", "NFD", "NFKC", "NFKD"):
    digest = hashlib.sha256()
    for c in CHARS:
        digest.update(old.normalize(form, c).encode() + b" ")
    print(form, digest.hexdigest()[:16])
    for text in ("q\u0323\u0307", "\u1e9b\u0323", "a\u0315\u0300\u05ae\u0300", "\u1099\U000110ba\U00011099\U000110ba", "\ud800e\u0301", "\u1100\u1161\u11a8"):
        print(form, ascii(old.normalize(form, text)), old.is_normalized(form, text))
show(old.category, "ab")
show(old.category, 1)
show(old.name, "\u20b9")
show(old.name, "\u20b9", 5)
show(old.lookup, "BELL")
show(old.lookup, "KEYCAP DIGIT ONE")
show(unicodedata.lookup, "KEYCAP DIGIT ONE")
show(old.decimal, "\xb2")
show(unicodedata.decimal, "\xb2")
show(old.numeric, "\u09f4")
show(old.numeric, "x")
show(old.normalize, "NFX", "x")
show(type(old))
for f in ("in_table_a1", "in_table_b1", "in_table_c12", "in_table_c22", "in_table_c3", "in_table_d1", "in_table_d2"):
    print(f, [getattr(stringprep, f)(c) for c in "a\u0221\u00ad\u00a0\u0080\ue000\u05be\u20ac\U000e0020"])
print([ascii(stringprep.map_table_b2(c)) for c in "A\u00df\u0130\u03f4\u33c6"])
for host in ("b\u00fccher.example", "stra\u00dfe.de", "\u65e5\u672c.jp", "plain.org", "\u3002x", "a\u3002b"):
    show(host.encode, "idna")
for name in (b"xn--bcher-kva.example", b"xn--wgv71a.jp", b"plain.org", b"xn--a.b"):
    show(name.decode, "idna")
