"""East Asian encodings: tables both ways, errors and their handlers, pieces, streams."""
import codecs
import hashlib
import io

NAMES = ("gb2312 gbk gb18030 hz big5 cp950 big5hkscs euc_kr cp949 johab shift_jis cp932 euc_jp shift_jis_2004 shift_jisx0213 euc_jis_2004 "
         "euc_jisx0213 iso2022_kr iso2022_jp iso2022_jp_1 iso2022_jp_2 iso2022_jp_2004 iso2022_jp_3 iso2022_jp_ext").split()
SAMPLE = "".join(map(chr, range(0xA0, 0x460, 3))) + "".join(map(chr, range(0x2000, 0x3400, 5))) + "".join(map(chr, range(0x4E00, 0xA000, 97)))
SAMPLE += "".join(map(chr, range(0xAC00, 0xD7A4, 53))) + "".join(map(chr, range(0xF900, 0xFFFF, 7))) + "か゚き゚セ゚ˤ˩˥æ̀ɔ́Ê̄ê̌𠂉𠀋😀"
for name in NAMES:
    digest = hashlib.sha256()
    for c in SAMPLE:
        try:
            code = c.encode(name)
        except UnicodeEncodeError as e:
            code = str(e).encode()
        digest.update(code + b";")
    whole = SAMPLE.encode(name, "ignore")
    back = whole.decode(name)
    digest.update(whole + back.encode())
    if "2022" in name or name == "hz":
        starts = (b"\x1b$B", b"\x1b(I", b"\x1b$(D", b"\x1b$(O", b"\x1b$(Q", b"\x1b$(P", b"\x1b$)C\x0e", b"\x1b$A", b"~{", b"\x1b(J")
        codes = [start + bytes([a, b]) for start in starts for a in range(0x20, 0x80, 5) for b in range(0x20, 0x80)]
    else:
        codes = [bytes([a, b]) for a in range(0x80, 0x100, 3) for b in range(0, 0x100)]
        codes += [bytes([0x8F, a, b]) for a in range(0xA1, 0x100, 5) for b in range(0xA1, 0x100)]
        codes += [bytes([a, 0x30 + b % 10, 0x81 + b % 126, 0x30 + b % 7]) for a in range(0x80, 0x100, 5) for b in range(0, 126, 9)]
    for code in codes:
        try:
            text = code.decode(name)
        except UnicodeDecodeError as e:
            text = str(e)
        digest.update(text.encode() + b";")
    print(name, len(whole), len(back), digest.hexdigest()[:16])


def show(f, *args, **keywords):
    try:
        print(ascii(f(*args, **keywords)))
    except Exception as e:
        print(type(e).__name__, ascii(str(e)))


for name in ("shift_jis", "gb18030", "euc_kr", "iso2022_jp", "hz", "euc_jis_2004"):
    print(name)
    for errors in ("strict", "replace", "ignore", "backslashreplace", "xmlcharrefreplace", "namereplace", "surrogateescape", "none such"):
        show("a\u0e01あ\U0001f600\ud800z".encode, name, errors)
        show(b"a\x80\x82\xa0\xff\x81".decode, name, errors)


def handler(e):
    if isinstance(e, UnicodeEncodeError):
        return ("<あ>" if e.start % 2 else b"<raw>", e.end)
    return ("[%d:%d]" % (e.start, e.end), e.end)


codecs.register_error("test.handler", handler)
show("é日é".encode, "iso2022_jp", "test.handler")
show("日éé".encode, "euc_jp", "test.handler")
show(b"\xa4\xa2\xff\xa4\xa2\x8f".decode, "euc_jp", "test.handler")
codecs.register_error("test.bad", lambda e: ("ก", e.end))
show("é".encode, "euc_jp", "test.bad")
codecs.register_error("test.wrong", lambda e: 5)
show("é".encode, "euc_jp", "test.wrong")
for name in ("iso2022_jp", "euc_jis_2004", "hz", "iso2022_kr", "big5hkscs"):
    encoder = codecs.getincrementalencoder(name)()
    for c in "か゚a日Ê̄Êz":
        try:
            print(encoder.encode(c), encoder.getstate(), end=" ")
        except UnicodeEncodeError as e:
            print(ascii(e), end=" ")
    saved = encoder.getstate()
    print(encoder.encode("日", True), encoder.getstate())
    encoder.setstate(saved)
    print(encoder.encode("", True))
    encoder.reset()
    decoder = codecs.getincrementaldecoder(name)()
    for byte in "日a本\n日".encode(name):
        print(ascii(decoder.decode(bytes([byte]))), decoder.getstate(), end=" ")
    print(ascii(decoder.decode(b"", True)))
    show(decoder.decode, b"\x1b" if "2022" in name else b"~" if name == "hz" else b"\xa4", True)
decoder = codecs.getincrementaldecoder("euc_jp")("replace")
print(decoder.errors, ascii(decoder.decode(b"\xa4")), ascii(decoder.decode(b"\xa2\x8f", True)))
decoder.errors = "ignore"
print(ascii(decoder.decode(b"\xff\xa4\xa2")), decoder.errors)
show(setattr, decoder, "errors", 5)
show(decoder.setstate, (b"123456789", 0))
show(decoder.setstate, 5)
show(decoder.decode, "text")
show(codecs.getincrementalencoder("euc_jp")().encode, b"bytes")
stream = io.BytesIO("一\n二\n三abc".encode("shift_jis"))
reader = codecs.getreader("shift_jis")(stream)
print(ascii(reader.read(1)), ascii(reader.readline()), ascii(reader.readline(1)), ascii(reader.readlines()), ascii(reader.read()), reader.errors, reader.stream is stream)
stream = io.BytesIO()
writer = codecs.getwriter("iso2022_jp")(stream)
writer.write("日本")
writer.writelines(["a", "語"])
print(stream.getvalue())
writer.reset()
print(stream.getvalue())
codec = codecs.lookup("big5").encode.__self__
print(type(codec), codec.encode("中"), codec.decode(b"\xa4\xa4"))
import _codecs_jp
show(_codecs_jp.getcodec, "big5")
show(_codecs_jp.getcodec, 5)
import _multibytecodec
show(type(codec))
show(type("X", (_multibytecodec.MultibyteIncrementalDecoder,), {"codec": 5}))
text = io.TextIOWrapper(io.BytesIO("漢字\r\nかな".encode("cp932")), encoding="cp932")
print(ascii(text.read()))
