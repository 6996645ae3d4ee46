"""Writes src/cjk/tables/*.txt: the East Asian encodings, as CPython 3.14 decodes and encodes them.

Run with CPython 3.14 from the crate's folder: python3.14 tools/cjk_tables.py
A file is a list of lines over the encoding that its first line names (`base NAME`; nothing: no codes). Codes are in hexadecimal, as many
bytes as digits say; texts stand for consecutive codes, one character each:
  =CODE TEXT   both ways       <CODE TEXT   only decoded      >CODE TEXT   only encoded
  -CODE COUNT  no longer decoded, and what was encoded so neither
  ~TEXT        these characters are no longer encoded
  &CODE TEXT   all characters together are one code, both ways
  !CODE        not a code, and an error of all its bytes (others are errors of their first byte)
ASCII characters that are their own codes are left out.
`gb18030_ranges.txt`: first and last character and the number of the first one's code of four bytes.
"""
import sys

assert sys.version_info[:2] == (3, 14)
BASES = {"gb18030": "", "gbk": "gb18030", "gb2312": "gbk", "big5": "", "cp950": "big5", "big5hkscs": "big5", "cp949": "",
         "euc_kr": "cp949", "johab": "", "shift_jis": "", "cp932": "shift_jis", "shift_jis_2004": "shift_jis",
         "shift_jisx0213": "shift_jis_2004", "euc_jp": "", "euc_jis_2004": "euc_jp", "euc_jisx0213": "euc_jis_2004"}


def codes(encoding):
    for a in range(0x100):
        yield bytes([a])
    for a in range(0x80, 0x100):
        for b in range(0x100):
            yield bytes([a, b])
    if encoding.startswith("euc_j"):
        for b in range(0x100):
            for c in range(0x100):
                yield bytes([0x8F, b, c])


def read(encoding):
    decode, encode, whole = {}, {}, set()
    for code in codes(encoding):
        try:
            text = code.decode(encoding)
        except UnicodeDecodeError as e:
            if (e.start, e.end) == (0, 2) == (0, len(code)) and e.reason.startswith("illegal"):
                whole.add(code)
            continue
        if code == text.encode("latin-1", "ignore") and code[0] < 0x80:
            continue
        if len(code) == 1 or len(text) == 1 or len(code[:1].decode(encoding, "ignore")) == 0:
            decode[code] = text
    for c in map(chr, range(0x110000)):
        try:
            code = c.encode(encoding)
        except UnicodeEncodeError:
            continue
        if len(code) < 4 and code != c.encode("ascii", "ignore"):
            encode[c] = code
    for code, text in decode.items():
        if len(text) > 1 and text.encode(encoding) == code:
            encode[text] = code
    return decode, encode, whole


def number(code):
    return int.from_bytes(code, "big")


def runs(entries):
    """[(code, text)] with single characters, as runs of consecutive codes."""
    made = []
    for code, text in entries:
        if made and len(made[-1][0]) == len(code) and number(made[-1][0]) + len(made[-1][1]) == number(code):
            made[-1][1].append(text)
        else:
            made.append((code, [text]))
    return made


def write(encoding, base, maps):
    (decode, encode, whole), (now_decode, now_encode, now_whole) = maps[encoding], maps.get(base, ({}, {}, set()))
    now_decode, now_encode = dict(now_decode), dict(now_encode)
    lines = [f"base {base}".strip()]
    for code, texts in runs([(code, text) for code, text in sorted(now_decode.items()) if code not in decode]):
        lines.append(f"-{code.hex().upper()} {len(texts)}")
        for i, text in enumerate(texts):
            gone = (number(code) + i).to_bytes(len(code), "big")
            del now_decode[gone]
            if now_encode.get(text) == gone:
                del now_encode[text]
    both, decoded, encoded = [], [], []
    for code, text in sorted(decode.items()):
        same = encode.get(text) == code
        if now_decode.get(code) == text and (now_encode.get(text) == code) == same:
            continue
        if len(text) > 1:
            assert same, (encoding, code)
            lines.append(f"&{code.hex().upper()} {text}")
            now_decode[code], now_encode[text] = text, code
        elif same:
            both.append((code, text))
            now_decode[code], now_encode[text] = text, code
        elif now_decode.get(code) != text:
            decoded.append((code, text))
            now_decode[code] = text
    for text, code in sorted(encode.items(), key=lambda e: (e[1], e[0])):
        if now_encode.get(text) != code:
            assert len(text) == 1
            encoded.append((code, text))
            now_encode[text] = code
    for sign, entries in (("=", both), ("<", decoded), (">", encoded)):
        lines += [f"{sign}{code.hex().upper()} {''.join(texts)}" for code, texts in runs(entries)]
    gone = [text for text in now_encode if text not in encode]
    if gone:
        lines.append("~" + "".join(sorted(gone)))
        assert all(len(text) == 1 for text in gone)
        for text in gone:
            del now_encode[text]
    lines += [f"!{code.hex().upper()}" for code in sorted(whole - now_whole)]
    assert now_decode == decode and now_encode == encode and whole >= now_whole, encoding
    for line in lines:
        assert not set(line) & set("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"), (encoding, line)
    with open(f"src/cjk/tables/{encoding}.txt", "w", encoding="utf-8", newline="\n") as out:
        out.write("\n".join(lines) + "\n")
    print(encoding, len(decode), len(encode), len(lines))


def gb18030_ranges():
    made = []
    for i in range(0x80, 0x10000):
        try:
            code = chr(i).encode("gb18030")
        except UnicodeEncodeError:
            continue
        if len(code) == 4:
            assert code.decode("gb18030") == chr(i)
            place = ((code[0] - 0x81) * 10 + code[1] - 0x30) * 1260 + (code[2] - 0x81) * 10 + code[3] - 0x30
            if made and made[-1][1] == i - 1 and made[-1][2] + i - made[-1][0] == place:
                made[-1][1] = i
            else:
                made.append([i, i, place])
    with open("src/cjk/tables/gb18030_ranges.txt", "w") as out:
        out.writelines(f"{a:04X} {b:04X} {place}\n" for a, b, place in made)
    print("ranges", len(made))


if __name__ == "__main__":
    maps = {encoding: read(encoding) for encoding in BASES}
    for encoding, base in BASES.items():
        write(encoding, base, maps)
    gb18030_ranges()
