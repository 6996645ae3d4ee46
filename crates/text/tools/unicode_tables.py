"""Writes src/unicode/tables.rs and tests/data/unicode_checksums.txt from what CPython 3.14 itself reports.

Run with CPython 3.14 (Unicode 16.0) from the crate's folder: python3.14 tools/unicode_tables.py
Nothing at build or test time needs it; it documents where the tables come from and regenerates them.
"""
import ctypes
import struct
import sys
import unicodedata
import _sre

assert sys.version_info[:2] == (3, 14) and unicodedata.unidata_version == "16.0.0"

N = 0x110000
FLAGS = ["ALPHA", "DECIMAL", "DIGIT", "NUMERIC", "SPACE", "PRINTABLE", "XID_START", "XID_CONTINUE", "UPPER", "LOWER",
         "TITLE", "CASED", "CASE_IGNORABLE", "LINEBREAK", "MIRRORED", "EXTENDED_CASE"]
CATEGORIES = ["Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf",
              "Po", "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co"]
BIDI = ["", "L", "LRE", "LRO", "R", "AL", "RLE", "RLO", "PDF", "EN", "ES", "ET", "AN", "CS", "NSM", "BN", "B", "S", "WS",
        "ON", "LRI", "RLI", "FSI", "PDI"]
WIDTHS = ["F", "H", "W", "Na", "A", "N"]
NAME_BUFFER = 256


def flag_bits(c, extended):
    lower = ("A" + c + "\u03a3").lower()[-1] == "\u03c2"
    alone = (c + "\u03a3").lower()[-1] == "\u03c2"
    bits = [c.isalpha(), c.isdecimal(), c.isdigit(), c.isnumeric(), c.isspace(), c.isprintable(), c.isidentifier(),
            ("a" + c).isidentifier(), c.isupper(), c.islower(), c.istitle() and not c.isupper(),
            (c + "a").title()[-1] == "a", lower and not alone, len(("a" + c + "b").splitlines()) == 2,
            unicodedata.mirrored(c) == 1, extended]
    return sum(1 << i for i, b in enumerate(bits) if b)


def case_data(i, c):
    full = [c.lower(), c.upper(), c.title(), c.casefold()]
    extended = any(len(m) > 1 for m in full)
    simple = [ord(m[0]) - i for m in full]  # of an extended mapping CPython's simple form is the first character
    assert (simple[0] != 0 or simple[1] != 0) == _sre.unicode_iscased(i), hex(i)
    assert simple[0] == _sre.unicode_tolower(i) - i, hex(i)
    return full, extended, simple


def collect():
    records, ids, index, extended_case, numeric = [], {}, [], [], []
    for i in range(N):
        c = chr(i)
        full, extended, simple = case_data(i, c)
        if extended:
            extended_case.append((i, full))
        digit = unicodedata.digit(c, -1)
        assert unicodedata.decimal(c, -1) == (digit if c.isdecimal() else -1)
        if c.isnumeric() and not c.isdigit():
            numeric.append((i, unicodedata.numeric(c)))
        record = (flag_bits(c, extended), CATEGORIES.index(unicodedata.category(c)),
                  BIDI.index(unicodedata.bidirectional(c)), unicodedata.combining(c),
                  WIDTHS.index(unicodedata.east_asian_width(c)), digit, *simple)
        if record not in ids:
            ids[record] = len(records)
            records.append(record)
        index.append(ids[record])
    return records, index, extended_case, numeric


def two_stage(index, shift):
    blocks, seen, first = [], {}, []
    for start in range(0, N, 1 << shift):
        block = tuple(index[start:start + (1 << shift)])
        if block not in seen:
            seen[block] = len(seen)
            blocks.extend(block)
        first.append(seen[block])
    return first, blocks


def decompositions():
    tags, entries, data = [""], [], []
    for i in range(N):
        text = unicodedata.decomposition(chr(i))
        if not text:
            continue
        parts = text.split()
        tag = parts.pop(0) if parts[0].startswith("<") else ""
        if tag not in tags:
            tags.append(tag)
        entries.append((i, tags.index(tag), len(data), len(parts)))
        data.extend(int(p, 16) for p in parts)
    return tags, entries, data


def aliases_and_sequences():
    """CPython keeps aliases and named sequences under private code points, which its C API hands out."""
    unpack = ctypes.pythonapi.PyCapsule_GetPointer
    unpack.restype, unpack.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    address = unpack(unicodedata._ucnhash_CAPI, b"unicodedata._ucnhash_CAPI")
    get_name = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_uint32, ctypes.c_char_p, ctypes.c_int, ctypes.c_int)(
        ctypes.cast(address, ctypes.POINTER(ctypes.c_void_p))[0])
    aliases, sequences = [], []
    for code in range(0xF0000, 0xF1000):
        buffer = ctypes.create_string_buffer(NAME_BUFFER)
        if not get_name(code, buffer, NAME_BUFFER, 1):
            continue
        name = buffer.value.decode()
        value = unicodedata.lookup(name)
        (aliases if len(value) == 1 else sequences).append((name, value))
    return sorted(aliases), sorted(sequences)


def rows(values, per_line=24):
    values = [str(v) for v in values]
    return "".join("    " + ", ".join(values[i:i + per_line]) + ",\n" for i in range(0, len(values), per_line))


def codes(text):
    return "&[" + ", ".join(hex(ord(c)) for c in text) + "]"


def write_tables(path, records, index, extended_case, numeric):
    first, blocks = two_stage(index, 7)
    tags, entries, data = decompositions()
    aliases, sequences = aliases_and_sequences()
    with open(path, "w") as out:
        w = out.write
        w("//! Generated by tools/unicode_tables.py from CPython 3.14's Unicode 16.0 data; do not edit.\n\n")
        w("use super::Record;\n\n")
        for i, name in enumerate(FLAGS):
            w(f"pub(super) const {name}: u16 = {hex(1 << i)};\n")
        for name, values in (("CATEGORIES", CATEGORIES), ("BIDIRECTIONAL", BIDI), ("EAST_ASIAN_WIDTHS", WIDTHS),
                             ("DECOMPOSITION_TAGS", tags)):
            quoted = ", ".join('"' + v + '"' for v in values)
            w(f"\npub(super) static {name}: [&str; {len(values)}] = [{quoted}];\n")
        w(f"\npub(super) const SHIFT: u32 = 7;\n#[rustfmt::skip]\npub(super) static FIRST: [u16; {len(first)}] = [\n")
        w(rows(first) + f"];\n\n#[rustfmt::skip]\npub(super) static SECOND: [u16; {len(blocks)}] = [\n" + rows(blocks) + "];\n")
        w(f"\n#[rustfmt::skip]\npub(super) static RECORDS: [Record; {len(records)}] = [\n")
        for r in records:
            w(f"    Record::new({', '.join(map(str, r))}),\n")
        w(f"];\n\n/// Code point and full lower, upper, title and folded forms, where one of them has several characters.\n")
        w(f"#[rustfmt::skip]\npub(super) static EXTENDED: [(u32, [&[u32]; 4]); {len(extended_case)}] = [\n")
        for i, full in extended_case:
            w(f"    ({hex(i)}, [{', '.join(codes(m) for m in full)}]),\n")
        w(f"];\n\n/// Numeric values of the characters that are not digits.\n")
        w(f"#[rustfmt::skip]\npub(super) static NUMERIC_VALUES: [(u32, f64); {len(numeric)}] = [\n")
        w(rows([f"({hex(i)}, {v!r})" for i, v in numeric], 8) + "];\n")
        w("\n/// Code point, tag, and the start and length in `DECOMPOSITION_DATA`.\n")
        w(f"#[rustfmt::skip]\npub(super) static DECOMPOSITIONS: [(u32, u8, u16, u8); {len(entries)}] = [\n")
        w(rows([f"({hex(i)}, {t}, {s}, {n})" for i, t, s, n in entries], 8) + "];\n")
        w(f"\n#[rustfmt::skip]\npub(super) static DECOMPOSITION_DATA: [u32; {len(data)}] = [\n")
        w(rows(map(hex, data), 16) + "];\n")
        w("\n/// Name aliases, sorted by name.\n")
        w(f"#[rustfmt::skip]\npub(super) static ALIASES: [(&str, u32); {len(aliases)}] = [\n")
        for name, value in aliases:
            w(f'    ("{name}", {hex(ord(value))}),\n')
        w("];\n\n/// Named sequences, sorted by name.\n")
        w(f"#[rustfmt::skip]\npub(super) static SEQUENCES: [(&str, &[u32]); {len(sequences)}] = [\n")
        for name, value in sequences:
            w(f'    ("{name}", {codes(value)}),\n')
        w("];\n")
    print("records", len(records), "blocks", len(blocks) >> 7, "aliases", len(aliases), "sequences", len(sequences))


MASK = (1 << 64) - 1


def fnv(state, data):
    for byte in data:
        state = ((state ^ byte) * 0x100000001B3) & MASK
    return state


def checksums():
    """For each property the FNV-1a hash of `str(value) + ';'` over all code points."""
    u = unicodedata
    text = lambda s: " ".join(str(ord(x)) for x in s)
    props = {
        "isalpha": lambda c: int(c.isalpha()), "isdecimal": lambda c: int(c.isdecimal()),
        "isdigit": lambda c: int(c.isdigit()), "isnumeric": lambda c: int(c.isnumeric()),
        "isalnum": lambda c: int(c.isalnum()), "isspace": lambda c: int(c.isspace()),
        "isprintable": lambda c: int(c.isprintable()), "xid_start": lambda c: int(c.isidentifier()),
        "xid_continue": lambda c: int(("a" + c).isidentifier()), "isupper": lambda c: int(c.isupper()),
        "islower": lambda c: int(c.islower()), "istitle": lambda c: int(c.istitle()),
        "linebreak": lambda c: int(len(("a" + c + "b").splitlines()) == 2),
        "lower": lambda c: text(c.lower()), "upper": lambda c: text(c.upper()), "title": lambda c: text(c.title()),
        "casefold": lambda c: text(c.casefold()), "simple_lower": lambda c: _sre.unicode_tolower(ord(c)),
        "sre_iscased": lambda c: int(_sre.unicode_iscased(ord(c))),
        "decimal": lambda c: u.decimal(c, -1), "digit": lambda c: u.digit(c, -1),
        "numeric": lambda c: struct.pack("<d", u.numeric(c, -1.0)).hex(), "category": u.category,
        "bidirectional": u.bidirectional, "combining": u.combining, "east_asian_width": u.east_asian_width,
        "mirrored": u.mirrored, "decomposition": u.decomposition, "name": lambda c: u.name(c, ""),
        **{form: (lambda c, form=form: text(u.normalize(form, c))) for form in ("NFC", "NFD", "NFKC", "NFKD")},
        **{"is" + form: (lambda c, form=form: int(u.is_normalized(form, c))) for form in ("NFC", "NFD", "NFKC", "NFKD")},
    }
    for name, get in props.items():
        yield name, fnv(0xCBF29CE484222325, "".join(str(get(chr(i))) + ";" for i in range(N)).encode())


if __name__ == "__main__":
    write_tables("src/unicode/tables.rs", *collect())
    with open("tests/data/unicode_checksums.txt", "w") as out:
        for name, value in checksums():
            out.write(f"{name} {value:016x}\n")
