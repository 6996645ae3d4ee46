"""Writes tests/data/*.txt: what CPython 3.14 answers to random and edge inputs.

python3.14 tools/expectations.py [ROUNDS [FOLDER [TABLE ...]]]   (defaults: 20 tests/data, all tables)
A line is: operation, arguments, expected answer, separated by tabs; text is escaped as in Python literals. An answer
that starts with `!` is an exception. tests/expectations.rs reads the tables; more rounds in another folder are read with
WHIPSNAKE_TEXT_TABLES=FOLDER.
"""
import math
import random
import _string
import codecs as codecs_module
import os
import struct
import subprocess
import sys

rng = random.Random(314)
TABLES = {}


def table(f):
    TABLES[f.__name__] = f
    return f


def escape(value):
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    if isinstance(value, bool):
        value = int(value)
    if not isinstance(value, str):
        value = repr(value)
    return "".join(c if " " <= c <= "~" and c != "\\" else ascii(c)[1:-1] for c in value)


def ask(f):
    try:
        return f()
    except Exception as e:
        return f"!{type(e).__name__}: {e}"


def row(op, *args, answer):
    return "\t".join([op, *map(escape, args), escape(ask(answer))])


def or_none(f, error):
    try:
        return f()
    except error:
        return "None"


EDGE_FLOATS = [0.0, -0.0, 1.0, -1.0, 0.5, 1.5, 2.5, -2.5, 0.1, 1e16, 1e15, 9999999999999998.0, 123456789012345680.0, 1e22,
               1e23, 1e-4, 1e-5, 0.00012345, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, math.inf, -math.inf,
               math.nan, 2.0**53, 2.0**63, -2.0**63, 2.0**61 - 1, 1e100, 4.35, 0.25, 0.75, 1e-300, 123.456, 99.95, 5e22,
               314159.0, 3.0, -3.0, 7.0, 0.3, 1e308, 999999.5, 9.5, 0.05, 100.0]


def some_float():
    kind = rng.randrange(6)
    if kind == 0:
        return rng.choice(EDGE_FLOATS)
    if kind == 1:
        return struct.unpack("<d", rng.randbytes(8))[0]
    if kind == 2:
        return round(rng.uniform(-1000, 1000), rng.randrange(4))
    if kind == 3:
        return float(rng.randrange(-10**rng.randrange(1, 25), 10**rng.randrange(1, 25)))
    if kind == 4:
        return rng.randrange(-2000, 2000) / 2**rng.randrange(12)
    return rng.uniform(-1, 1) * 10.0**rng.randrange(-320, 300)


def mutate(text, alphabet):
    chars = list(text)
    for _ in range(rng.randrange(3)):
        at = rng.randrange(len(chars) + 1)
        if rng.random() < 0.5:
            chars.insert(at, rng.choice(alphabet))
        elif at < len(chars):
            chars[at] = rng.choice(alphabet)
    return "".join(chars)


NUMBER_TEXTS = ["", " ", "1", "-1", "+1.5", "1_000.5", "1__0", "_1", "1_", "1e5", "1e", "1e+", "e5", ".5", "5.", ".", "inf",
                "-Infinity", "nan", "+NAN", "infinit", "1e400", "-1e400", "1e-400", "\u0661\u0662.5", "\u20031\u2003", "\x1c1",
                "\x1c\u0661", "1\u2003\ud800", "1\x00", "\t\n1\v\f\r", "1 2", "0x10", "1_e5", "1._5", "1.5_5", "1e1_0", "--1",
                "9007199254740993", "2.2250738585072012e-308", "0.1" + "0" * 40 + "1", "1\x7f\u0661", "\uff11\uff10", "\u2460"]


def float_pow(x, y):
    is_complex = math.isfinite(x) and x < 0 and math.isfinite(y) and y != math.floor(y)
    return "complex" if is_complex else repr(x**y)


@table
def floats(rounds):
    for x in EDGE_FLOATS + [some_float() for _ in range(rounds * 4)]:
        yield row("float_repr", x, answer=lambda: repr(x))
        yield row("float_hex", x, answer=x.hex)
        yield row("float_hash", x, answer=lambda: hash(x) if x == x else "None")
        yield row("float_ratio", x, answer=x.as_integer_ratio)
        yield row("float_unhex", x.hex(), answer=lambda: repr(float.fromhex(x.hex())))
        n = rng.choice([0, 1, 2, 3, -1, -2, -3, 5, 10, -22, 17, 300, -308, -309, 323, 324])
        yield row("float_round", x, n, answer=lambda: repr(round(x, n)))
        y = some_float()
        for op, f in (("float_divmod", lambda: divmod(x, y)), ("float_floordiv", lambda: x // y),
                      ("float_mod", lambda: x % y)):
            yield row(op, x, y, answer=lambda: repr(f()))
        y = rng.choice([y, y, 2.0, -1.0, 0.5, 3.0, -2.0, 1 / 3])
        yield row("float_pow", x, y, answer=lambda: float_pow(x, y))
        yield row("complex_repr", x, y, answer=lambda: repr(complex(x, y)))
    for _ in range(rounds * 4):
        text = rng.choice(NUMBER_TEXTS) if rng.random() < 0.4 else mutate(repr(some_float()), "0123456789.eE+-_ infan\u0663")
        yield row("float_parse", text, answer=lambda: or_none(lambda: repr(float(text)), ValueError))
        joined = text + rng.choice(["", "+", "-"]) + rng.choice([repr(some_float()), ""]) + rng.choice("jJ ")
        joined = rng.choice(["%s", "(%s)", " ( %s ) ", "%s ", "(%s"]) % joined
        yield row("complex_parse", joined, answer=lambda: repr(complex(joined)))
        digits = "".join(rng.choice("0123456789abcdefABCDEF") for _ in range(rng.randrange(1, 30)))
        at = rng.randrange(len(digits) + 1)
        text = rng.choice(["", "0x", "-0X", " +0x"]) + digits[:at] + rng.choice([".", ""]) + digits[at:] + rng.choice(
            ["", f"p{rng.randrange(-1200, 1100)}", f"P+{rng.randrange(40)}", "p", "p99999999999999999999"])
        yield row("float_unhex", text, answer=lambda: repr(float.fromhex(text)))
    for text in ["0x1.fffffffffffff8p1023", "0x1.fffffffffffff7p1023", "0x.8p1024", "0x1p-1075", "0x1.0000000000001p-1075",
                 "0x3p-1075", "0x0.8p-1074", "0x1.8p-1074", "", "0x", ".", "0x.p1", "inf", "-infinity", "nan", "0x0p999999"]:
        yield row("float_unhex", text, answer=lambda: repr(float.fromhex(text)))


EDGE_INTS = [0, 1, -1, 2, -2, 7, -7, 10, 255, 256, -128, -129, 2**31, 2**53, 2**53 + 1, 2**62, 2**63 - 1, 2**63, -2**63,
             -2**63 - 1, 2**64, 2**61 - 1, 2**61, 2 * (2**61 - 1), 10**18, 10**19, 10**30, -10**30, 2**1024, 2**1024 - 2**970,
             2**1024 - 2**970 - 1, 2**1023 * 3 // 2, 10**308, 10**309, 3**400, 2**200, -2**200, 2**54 + 2, 2**54 + 6]


def some_int():
    if rng.random() < 0.2:
        return rng.choice(EDGE_INTS)
    n = rng.getrandbits(rng.choice([3, 8, 20, 53, 55, 62, 63, 64, 65, 100, 128, 300, 1100]))
    return n * rng.choice([1, -1])


INT_TEXTS = ["", " ", "0", "-0", "00", "007", "0x1f", "0X_1F", "0x__1", "0b101", "0o17", "0b2", "0x", "1_000", "1__0", "_1", "1_",
             "+ 1", "--1", " 12 ", "\u0661\u0662", "\u20031\u2003", "\x1c1", "z", "Zz", "1.0", "0_0", "0_7", "0_x1", "00x1",
             "1\x00", "9" * 30, "-" + "9" * 18, "9223372036854775808", "12\ud800", "1 2", "0b_1_0", "\u0661_\u0662", "0xfFfF"]


def base_text(n, base):
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    out, m = "", abs(n)
    while m:
        out, m = digits[m % base] + out, m // base
    return ("-" if n < 0 else "") + (out or "0")


@table
def ints(rounds):
    for n in EDGE_INTS + [some_int() for _ in range(rounds * 4)]:
        m, x = some_int(), some_float()
        for op, f in (("floordiv", lambda: n // m), ("mod", lambda: n % m), ("divmod", lambda: divmod(n, m)),
                      ("truediv", lambda: n / m), ("gcd", lambda: math.gcd(n, m))):
            yield row("int_" + op, n, m, answer=f)
        k = rng.randrange(-2, 200)
        yield row("int_shl", n, k, answer=lambda: n << k)
        yield row("int_shr", n, k, answer=lambda: n >> k)
        k = rng.randrange(12)
        yield row("int_pow", n, k, answer=lambda: n**k)
        e, mod = rng.choice([some_int() % 1000, -3, -1, 0]), rng.choice([some_int(), 97, -97, 1, 0])
        yield row("int_powmod", n, e, mod, answer=lambda: pow(n, e, mod))
        yield row("int_isqrt", n, answer=lambda: math.isqrt(n))
        yield row("int_bits", n, answer=lambda: (n.bit_length(), n.bit_count()))
        yield row("int_hash", n, answer=lambda: hash(n))
        yield row("int_float", n, answer=lambda: repr(float(n)))
        yield row("float_int", x, answer=lambda: int(x))
        for y in (x, math.nan, float(n) if abs(n) < 2**1000 else 1.0):
            yield row("int_compare", n, y, answer=lambda: "None" if y != y else (n > y) - (n < y))
        places = rng.randrange(1, 40)
        yield row("int_round", n, places, answer=lambda: round(n, -places))
        length, order, signed = rng.choice([0, 1, 2, 7, 8, 9, 16, 40]), rng.choice(["little", "big"]), rng.randrange(2)
        yield row("int_to_bytes", n, length, order, signed, answer=lambda: n.to_bytes(length, order, signed=signed))
        data = rng.randbytes(length)
        yield row("int_from_bytes", data, order, signed, answer=lambda: int.from_bytes(data, order, signed=signed))
        base = rng.randrange(2, 37)
        text = base_text(n, base)
        yield row("int_base", n, base, answer=lambda: text)
        text = rng.choice([text, text.upper(), mutate(text, "_ 0x")])
        for base in (base, 0, 10):
            yield row("int_parse", text, base, answer=lambda: int_or(text, base))
    for text in INT_TEXTS:
        for base in (0, 2, 8, 10, 16, 36):
            yield row("int_parse", text, base, answer=lambda: int_or(text, base))
    for base in (1, 37):
        yield row("int_parse", "1", base, answer=lambda: int_or("1", base))
    sys.set_int_max_str_digits(4300)
    for length in (4299, 4300, 4301, 5000):
        text = "7" * length
        yield row("int_limit", length, answer=lambda: len(str(int(text))))
        yield row("int_limit_hex", length, answer=lambda: len(str(int(text, 16))))
    sys.set_int_max_str_digits(0)
    for length in (513, 2000, 5000):
        n = int("".join(rng.choice("0123456789") for _ in range(length)))
        yield row("int_same", n, answer=lambda: n)


def int_or(text, base):
    """`Invalid` for the message that quotes the argument."""
    try:
        return int(text, base)
    except ValueError as e:
        assert str(e) == f"invalid literal for int() with base {base}: {repr(text)[:200]}" or "must be" in str(e), e
        return "Invalid" if "invalid" in str(e) else f"!ValueError: {e}"


def some_spec(kinds):
    pick = lambda *options: rng.choice(["", "", *options])
    return (pick("<", ">", "^", "=", "*<", "0>", "\u20ac^", "x=", "\ud800<") + pick("+", "-", " ") + pick("z", "") + pick("#") +
            pick("0") + pick("1", "5", "12", "20", "\u0663") + pick(",", "_", "", "", ",_", "__") +
            pick("." + pick("0", "1", "3", "5", "17", "50", "400") + pick("", "", "", "_", ",", "_,")) +
            rng.choice([*kinds, *kinds, *kinds, "", "q", "\x01", "\xe9", "dd"]))


WORDS = ["", "a", "abc", "h\xe9llo", "\u20ac\U0001f600x", "\ud800b", "spam and eggs", "line\nbreak"]
FIELD_TEXTS = ["{!q}", "{!\xe9}", "{!", "{!r", "{!rx}", "{:", "{:{", "{:{}", "{", "}", "{a", "{0[}", "{0[]}", "{0.}", "{0[a}",
               "{0[a]b}", "{:{:{}}}", "{0!r:}", "{{}", "{a{b}}", "{!}}", "{0:{1}{2}}", "{\u0660}", "{0!}", "{0!:}", "{[}]}", "",
               "a{{b}}c", "x{y}z", "{a.b[c].d!s:>{w}}", "{}}", "\u20ac{\ud800}", "{0[a.b].c}", "{99999999999999999999}",
               "{0[99999999999999999999]}", "{0..a}", "{.a}", "{[0]x}"]


def shown_fields(text):
    out = []
    for literal, name, spec, conversion in _string.formatter_parser(text):
        out.append(literal + "|" + ("-" if name is None else f"{name}|{spec}|{conversion or ''}"))
        if name is not None:
            first, rest = _string.formatter_field_name_split(name)
            out.append(f"{first}" + "".join(f"/{'.' if is_attr else '#'}{key}" for is_attr, key in rest))
    return ";".join(out)


def percent_row(text, value, stars):
    kind = {int: "i", float: "f", str: "s", bytes: "b"}[type(value)]
    data = text.encode("latin-1") if kind == "b" or rng.random() < 0.2 and text.isascii() and kind != "s" else None
    if text.replace("%%", "").count("%") > 1:
        return None  # the reader gives the value to one directive
    args = (*stars, value) if text.count("*") else (value,)
    answer = ask(lambda: (text if data is None else data) % args)
    if isinstance(answer, str) and answer.startswith("!TypeError"):
        return None
    op = "percent_" + ("str" if data is None else "bytes")
    return row(op, text, ",".join(map(str, stars)), kind, value, answer=lambda: answer)


@table
def formats(rounds):
    for _ in range(rounds * 8):
        spec, n = some_spec("bcdoxXneEfFgG%"), rng.choice([some_int(), rng.randrange(-70000, 1114200)])
        yield row("format_int", n, spec, answer=lambda: format(n, spec))
        spec, x = some_spec("eEfFgGn%"), some_float()
        yield row("format_float", x, spec, answer=lambda: format(x, spec))
        y = some_float()
        yield row("format_complex", x, y, spec, answer=lambda: format(complex(x, y), spec))
        spec, word = some_spec("s"), rng.choice(WORDS)
        yield row("format_str", word, spec, answer=lambda: format(word, spec))
        text = mutate(rng.choice(FIELD_TEXTS), "{}[].:!ar0\u20ac")
        yield row("fields", text, answer=lambda: shown_fields(text))
        flags = "".join(rng.choice("-+ #0") for _ in range(rng.randrange(4)))
        width = rng.choice(["", "", "5", "12", "*"])
        precision = rng.choice(["", "", ".", ".0", ".3", ".12", ".*"])
        value, kinds = rng.choice([(some_int(), "dioxXu"), (some_float(), "eEfFgG"), (word, "s"),
                                   (word.encode("utf-8", "surrogatepass"), "sb")])
        text = "%" + flags + width + precision + rng.choice(["", "", "l", "h"]) + rng.choice(kinds)
        text = rng.choice(["", "x", "%%"] + ["\u20ac"] * isinstance(value, str)) + mutate(text, "%d(1 .é" if rng.random() < 0.2 else "5")
        stars = [rng.randrange(-9, 12) for _ in range(text.count("*"))]
        line = percent_row(text, value, stars)
        if line:
            yield line
    for n in (0, 1, -1, 65, 1114111, 1114112, 2**70):
        for spec in ("c", "5c", "05c", "<5c", "^5c", "=5c", "+c", "-c", "#c", "_c", ",c", "zc", ".1c"):
            yield row("format_int", n, spec, answer=lambda: format(n, spec))
    for n in (0, 7, 1234, -1234567, 10**20):
        for spec in [f"{a}{w}{g}{k}" for a in ("0", "", "=", "*=", "+0") for w in range(14) for g in ",_" for k in "dx"]:
            yield row("format_int", n, spec, answer=lambda: format(n, spec))
    for text in FIELD_TEXTS:
        yield row("fields", text, answer=lambda: shown_fields(text))
    for spec in ("99999999999999999999", ".99999999999999999999f", ".2147483648f", ".", "5.", ".,", "._,f", ",_.3f", "0", "00"):
        yield row("format_float", 1.5, spec, answer=lambda: format(1.5, spec))
    for text in ("%", "%q", "%\xe9", "%\x01", "%99999999999999999999d", "%.2147483648d", "%.2147483647d", "%hld", "%5", "%.", "%#o",
                 "\u20ac%\u20ac", "\u20ac\u20ac%q", "%5%", "%.3%"):
        line = percent_row(text, 7, [])
        if line:
            yield line


ALPHABETS = ["ab\n", "abc XYZ'\"\\\t", "a\xe9\xdf\xa0 \x1c", "\u0130\u03a3\u03c3\u0345\u01c5 a'", "\u20ac\u4e2d\u2028\ufb01\u0149",
             "\U0001f600\U00010400\U000e0001z", "\ud800\udc00a", "\x00\x7f\x80\xff\r\n", "Ab1 _-"]


def some_text(longest=12):
    alphabet = rng.choice(ALPHABETS) + rng.choice(["", "", "x", rng.choice(ALPHABETS)])
    return "".join(rng.choice(alphabet) for _ in range(rng.randrange(longest)))


def some_bytes(longest=12):
    if rng.random() < 0.3:
        return rng.randbytes(rng.randrange(longest))
    return bytes(rng.choice(b"ab cA\n\r\t\x1c'\"\\\x00\xff1") for _ in range(rng.randrange(longest)))


@table
def escapes(rounds):
    for _ in range(rounds * 4):
        text, data = some_text(), some_bytes()
        yield row("str_repr", text, answer=lambda: repr(text))
        yield row("str_ascii", text, answer=lambda: ascii(text))
        yield row("bytes_repr", data, answer=lambda: repr(data))
        hashes = [hash(some_int()) for _ in range(rng.randrange(6))]
        yield row("hash_tuple", " ".join(map(str, hashes)), answer=lambda: hash(tuple(hashes)))
        distinct = set(hashes)
        yield row("hash_frozenset", " ".join(map(str, distinct)), answer=lambda: hash(frozenset(distinct)))
        x, y = some_float(), some_float()
        yield row("hash_complex", x, y, answer=lambda: hash(complex(x, y)) if x == x and y == y else "None")
    texts = [some_text(40) for _ in range(rounds)] + ["", "a", "ab\xff", "\u0100", "\U0001f600"]
    for seed in (0, 1, 42, 4294967295):
        program = f"for t in {texts!a}: print(hash(t))"
        out = subprocess.run([sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": str(seed)},
                             capture_output=True, check=True, text=True).stdout.split()
        for text, value in zip(texts, out, strict=True):
            yield row("hash_str", seed, text, answer=lambda: int(value))


def bound():
    return rng.choice([None, 0, 1, 2, -1, -2, 5, -20, 20, 3, 8])


PREDICATES = ["isalpha", "isdigit", "isalnum", "isspace", "isupper", "islower", "istitle"]
TEXT_PREDICATES = PREDICATES + ["isdecimal", "isnumeric", "isprintable", "isidentifier"]
CASES = ["lower", "upper", "title", "capitalize", "swapcase"]


def listed(parts):
    joined = [p if isinstance(p, str) else p.decode("latin-1") for p in parts]
    return f"{len(parts)}:" + "|".join(joined)


def common_rows(kind, text, part, other):
    """What str and bytes share; `kind` is the prefix of the operations."""
    start, end, most = bound(), bound(), rng.choice([-1, -1, 0, 1, 2, 3])
    for op in ("find", "rfind", "count"):
        yield row(f"{kind}_{op}", text, part, start, end, answer=lambda: getattr(text, op)(part, start, end))
    yield row(f"{kind}_replace", text, part, other, most, answer=lambda: text.replace(part, other, most))
    for op in ("split", "rsplit"):
        yield row(f"{kind}_{op}_space", text, most, answer=lambda: listed(getattr(text, op)(None, most)))
        if part:
            yield row(f"{kind}_{op}", text, part, most, answer=lambda: listed(getattr(text, op)(part, most)))
    if part:
        for op in ("partition", "rpartition"):
            yield row(f"{kind}_{op}", text, part, answer=lambda: listed(getattr(text, op)(part)))
    keep = rng.randrange(2)
    yield row(f"{kind}_splitlines", text, keep, answer=lambda: listed(text.splitlines(keep)))
    for op in ("strip", "lstrip", "rstrip"):
        yield row(f"{kind}_{op}_space", text, answer=lambda: getattr(text, op)())
        yield row(f"{kind}_{op}", text, other, answer=lambda: getattr(text, op)(other))
    width = rng.randrange(16)
    fill = rng.choice("*\u20ac") if isinstance(text, str) else b"*"
    for op in ("center", "ljust", "rjust"):
        yield row(f"{kind}_{op}", text, width, fill, answer=lambda: getattr(text, op)(width, fill))
    signed = rng.choice([text, text[:0] + (text and text[:1] * 0) + ("-1" if isinstance(text, str) else b"+1")])
    yield row(f"{kind}_zfill", signed, width, answer=lambda: signed.zfill(width))
    size = rng.choice([0, 1, 4, 8])
    yield row(f"{kind}_expandtabs", text, size, answer=lambda: text.expandtabs(size))
    for op in CASES:
        yield row(f"{kind}_{op}", text, answer=getattr(text, op))
    for op in PREDICATES if kind == "bytes" else TEXT_PREDICATES:
        yield row(f"{kind}_{op}", text, answer=getattr(text, op))


@table
def texts(rounds):
    for _ in range(rounds * 2):
        text = rng.choice([some_text(), some_text(300 if rng.random() < 0.1 else 20)])
        at = rng.randrange(len(text) + 1)
        part = rng.choice([text[at:at + rng.randrange(4)], some_text(3), "a"])
        yield from common_rows("str", text, part, some_text(4))
        yield row("str_casefold", text, answer=text.casefold)
        step = rng.choice([1, 1, 2, 3, -1, -2, -3])
        start, end = bound(), bound()
        yield row("str_slice", text, start, end, step, answer=lambda: text[start:end:step])
        yield row("str_count_chars", text, answer=lambda: len(text))
        data = some_bytes(20)
        part = rng.choice([data[1:3], some_bytes(3), b"a"])
        yield from common_rows("bytes", data, part, some_bytes(4))
        group = rng.choice([0, 1, 2, 3, -1, -2, -4])
        yield row("bytes_hex", data, group, answer=lambda: data.hex(":", group))
        text = mutate(data.hex(" " if group else ":", 1)[:rng.randrange(40)], " 0g\n\u20ac")
        yield row("bytes_fromhex", text, answer=lambda: bytes.fromhex(text))
        table = bytes.maketrans(b"abc", b"xyz")
        yield row("bytes_translate", data, part, answer=lambda: data.translate(table, part))
    for text in ("A\u03a3", "\u03a3", "A\u03a3.b", "A\u03a3.", "A.\u03a3", "\u03a3A", "A\u0345\u03a3\u0345", "\u01c4\u01c5\u01c6",
                 "\u0130I", "\ufb01", "a\u03a3 b\u03a3", "\u1e9e", "\u02b0\u03a3"):
        for op in CASES + ["casefold"] + TEXT_PREDICATES:
            yield row(f"str_{op}", text, answer=getattr(text, op))


CODECS = ["utf_8", "utf_7", "utf_16_le", "utf_16_be", "utf_32_le", "utf_32_be", "latin_1", "ascii", "charmap", "unicode_escape",
          "raw_unicode_escape"]
HANDLERS = ["strict", "strict", "ignore", "replace", "backslashreplace", "surrogateescape", "surrogatepass"]
CHARMAP = "".join(chr(i) for i in range(128)) + "\u20ac\ufffe\u201a\u0192\xe9\U0001f600\ufffea"
ESCAPE_BITS = [b"\\", b"\\x", b"\\x4", b"\\x41", b"\\u12", b"\\u20ac", b"\\U0001f600", b"\\U00110000", b"\\N{BULLET}", b"\\N{",
               b"\\N", b"\\N{}", b"\\N{NOPE}", b"\\n", b"\\d", b"\\7", b"\\400", b"\\777", b"\\\n", b"a", b"g", b"\xe9", b"4",
               b"\\uD83D", b"\\\\", b"\\'", b"}", b"\\u"]
UTF7_BITS = [b"+", b"-", b"+-", b"A", b"AGE", b"IKw", b"2D3cAA", b"2D0", b"AGE-", b"/", b" ", b"\\", b"~", b"\xe9", b"+AOk-", b"+2AA-"]
UTF8_BITS = [b"a", b"\xc3\xa9", b"\xe2\x82\xac", b"\xf0\x9f\x98\x80", b"\xed\xa0\x80", b"\xff", b"\x80", b"\xc0\x80", b"\xe2\x82",
             b"\xf0\x9f", b"\xf4\x90\x80\x80", b"\xed", b"\xe0\x80", b"\xf5"]


def encoded_bytes(codec):
    if "escape" in codec:
        return b"".join(rng.choice(ESCAPE_BITS) for _ in range(rng.randrange(6)))
    if codec == "utf_7":
        return b"".join(rng.choice(UTF7_BITS) for _ in range(rng.randrange(7)))
    if codec == "utf_8" or rng.random() < 0.2:
        return b"".join(rng.choice(UTF8_BITS) for _ in range(rng.randrange(7)))
    if codec in ("charmap", "ascii", "latin_1"):
        return bytes(rng.choice(b"ab\x80\x81\x82\x84\x85\x86\x87\x88\xff") for _ in range(rng.randrange(8)))
    data = some_text(6).encode(codec.replace("_", "-"), "surrogatepass")
    if rng.random() < 0.3:
        data += rng.randbytes(rng.randrange(5))
    return data[:-1] if rng.random() < 0.3 else data


def decoded(codec, data, handler, final):
    if codec == "charmap":
        text, used = codecs_module.charmap_decode(data, handler, CHARMAP)
    elif codec in ("latin_1", "ascii"):
        text, used = getattr(codecs_module, codec + "_decode")(data, handler)
    else:
        text, used = getattr(codecs_module, codec + "_decode")(data, handler, final)
    return f"{used}:{text}"


def encoded(codec, text, handler):
    if codec == "charmap":
        return codecs_module.charmap_encode(text, handler, codecs_module.charmap_build(CHARMAP))[0]
    return getattr(codecs_module, codec + "_encode")(text, handler)[0]


@table
def codecs(rounds):
    import warnings
    warnings.simplefilter("ignore")
    for _ in range(rounds * 20):
        codec, handler, final = rng.choice(CODECS), rng.choice(HANDLERS), rng.random() < 0.7
        data, text = encoded_bytes(codec), some_text()
        if final or codec not in ("latin_1", "ascii", "charmap"):
            yield row("decode", codec, data, handler, final, answer=lambda: decoded(codec, data, handler, final))
        handler = rng.choice(HANDLERS + ["xmlcharrefreplace", "namereplace"])
        yield row("encode", codec, text, handler, answer=lambda: encoded(codec, text, handler))
        data = encoded_bytes("unicode_escape")
        yield row("escape_decode", data, handler, answer=lambda: codecs_module.escape_decode(
            data, handler if handler in ("ignore", "replace") else "strict")[0])
        data = some_bytes()
        yield row("escape_encode", data, answer=lambda: codecs_module.escape_encode(data)[0])


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    folder = sys.argv[2] if len(sys.argv) > 2 else "tests/data"
    sys.set_int_max_str_digits(0)
    for name in sys.argv[3:] or TABLES:
        rng.seed(name)
        with open(f"{folder}/{name}.txt", "w") as out:
            for line in TABLES[name](rounds):
                out.write(line + "\n")


if __name__ == "__main__":
    main()
