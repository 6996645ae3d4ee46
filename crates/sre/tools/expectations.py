"""Writes tests/data/matches.txt: what CPython 3.14's re finds, for the tests of this crate.

Run: python3.14 tools/expectations.py [random patterns [seed]] > tests/data/matches.txt   (from crates/sre)

A pattern line:  P <s|b> <flags> <groups> <code list> <pattern as repr>
A subject line, for the pattern above:  S <subject> <pos> <endpos> <match> <fullmatch> <search> <finditer>

Fields are separated by tabs. Codes are hexadecimal, `n*count` stands for repeated ones. Subjects are
hexadecimal bytes, strings as UTF-8 with surrogates passed. A match is `start,end`, `-` or `start,end`
for each group, and `L<lastindex>`; `-` alone is no match. Those of finditer are separated by `|`.
"""

import random
import re
import signal
import sys
import warnings

warnings.simplefilter("ignore")
assert sys.version_info[:2] == (3, 14)


class TooSlow(Exception):
    pass


def alarm(*_):
    raise TooSlow


signal.signal(signal.SIGALRM, alarm)


def codes(pattern, flags):
    parsed = re._parser.parse(pattern, flags)
    code = re._compiler._code(parsed, flags)
    words, last, count = [], None, 0
    for word in [*code, None]:
        if word == last:
            count += 1
            continue
        if last is not None:
            words.append(f"{last:x}" + (f"*{count}" if count > 1 else ""))
        last, count = word, 1
    return parsed.state.flags | flags, parsed.state.groups - 1, " ".join(words)


def span(a, b):
    return "-" if a < 0 else f"{a},{b}"


def show(m):
    if m is None:
        return "-"
    parts = [span(*m.span(i)) for i in range(m.re.groups + 1)]
    return " ".join(parts) + (f" L{m.lastindex}" if m.lastindex else "")


def emit(pattern, flags, subjects):
    try:
        compiled = re.compile(pattern, flags)
        all_flags, groups, code = codes(pattern, flags)
    except (re.PatternError, OverflowError, RecursionError):
        return False
    lines = []
    for subject in subjects:
        subject, pos, endpos = subject if isinstance(subject, tuple) else (subject, 0, len(subject))
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        try:
            answers = [
                show(compiled.match(subject, pos, endpos)),
                show(compiled.fullmatch(subject, pos, endpos)),
                show(compiled.search(subject, pos, endpos)),
                "|".join(show(m) for m in compiled.finditer(subject, pos, endpos)) or "-",
            ]
        except TooSlow:
            continue
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        data = subject if isinstance(subject, bytes) else subject.encode("utf-8", "surrogatepass")
        lines.append("\t".join(["S", data.hex(), str(pos), str(endpos), *answers]))
    kind = "b" if isinstance(pattern, bytes) else "s"
    print("\t".join(["P", kind, f"{all_flags:x}", str(groups), code, ascii(pattern)]))
    for line in lines:
        print(line)
    return True


# Patterns chosen by hand, with subjects that reach their corners.
TABLE = [
    (r"", ["", "a", "ab\n"]),
    (r"a", ["", "a", "ba", "bab"]),
    (r"abc", ["abc", "xabcabc", "ababc", "ab"]),
    (r"ab*c", ["ac", "abc", "abbbbc", "abbb"]),
    (r"ab+?c", ["ac", "abc", "abbbbcc"]),
    (r"a{2,3}b", ["ab", "aab", "aaaab", "aaaaa"]),
    (r"a{2,3}?(a*)b", ["aaaaab", "aab"]),
    (r"(?:ab){2,3}", ["ab", "abab", "abababab"]),
    (r"(?:ab){2,3}?b?", ["abab", "ababb", "abababab"]),
    (r"(?:a|b|cd)*e", ["abcde", "e", "acde", "xabce"]),
    (r"(a*)*", ["", "aaa", "b"]),
    (r"(a*)+", ["", "aaa", "b"]),
    (r"(a*?)*b", ["aab", "b", "aa"]),
    (r"(?:a*?){2,3}?b", ["aab", "b", "aaaa"]),
    (r"(a|b)*?c", ["abac", "c"]),
    (r"(?:(a)|b)*", ["ab", "ba", "bab"]),
    (r"(?:(a)|(b)|(c))+", ["abc", "cba", "aa"]),
    (r"((a)|b)*?\2c", ["abac", "aac", "bc"]),
    (r"(a)?(?(1)b|c)", ["ab", "c", "ac", "b"]),
    (r"((?(1)a|b))+", ["ba", "baa", "ab"]),
    (r"(?:(\w)(?(1)-|\+))*", ["a-b-", "a+b"]),
    (r"(\w)\1", ["aa", "abccd", "abcd"]),
    (r"(?i)(\w)\1", ["aA", "éÉ", "ſs", "\u212ak", "İi"]),
    (r"(?P<q>['\"]).*?(?P=q)", ["'a' \"b\"", "'a\"b'", "\"a'"]),
    (r"^a", ["a", "ba", "b\na"]),
    (r"(?m)^a$", ["a", "b\na\nc", "ab\na", "a\n"]),
    (r"a$", ["a", "a\n", "a\n\n", "ab"]),
    (r"a\Z", ["a", "a\n"]),
    (r"\Aa", ["a", "\na"]),
    (r"(?m)^", ["", "a\nb\n", "\n\n"]),
    (r"(?m)$", ["", "a\nb\n", "\n\n"]),
    (r"\b", ["", "ab cd", "é-a", " "]),
    (r"\B", ["", "ab cd", "é-a", " "]),
    (r"(?a)\b\w+\b", ["é-a", "abé"]),
    (r"\bfoo\b", ["foo", "afoo foo", "foobar foo."]),
    (r"\w+\b", ["ab cd", "abé", "a_1-"]),
    (r"\w+\b-", ["ab-cd", "ab -"]),
    (r"[^\W\d_]+", ["ab12é_", "\u0660a"]),
    (r"[\s\S]+", ["a\nb"]),
    (r"[^\s\S]", ["a"]),
    (r"[^\s\S]*a", ["a", "ba"]),
    (r".", ["\n", "a", "\u2028", "é"]),
    (r"(?s).+?b", ["a\nb", "b"]),
    (r".*b", ["aabab", "a\nb", "aaa"]),
    (r".*?b", ["aabab", "a\nb"]),
    (r"(.*)(\d+)", ["abc123", "1"]),
    (r"(.*?)(\d+)$", ["abc123", "1a"]),
    (r"[a-c]+d", ["abcd", "abc", "xabcabcd"]),
    (r"[^a-c]+d", ["xyzd", "ad", "éd"]),
    (r"(?i)straße", ["STRAßE", "straẞe", "strasse"]),
    (r"(?i)[k-s]+", ["K\u212aſS", "mnop"]),
    (r"(?i)[^k]", ["k", "K", "\u212a", "a"]),
    (r"(?i)[à-þ]+", ["ÀÉþ", "àé÷", "ÿŸ"]),
    (r"(?i)\u03c3+", ["Σσς"]),
    (r"(?i)[\U00010400-\U00010427]+", ["\U00010400\U00010428x"]),
    (r"(?i)\U00010400", ["\U00010428", "\U00010400"]),
    (r"(?i)i", ["I", "İ", "ı", "i"]),
    (r"(?i)ı", ["I", "İ", "ı", "i"]),
    (r"(?ia)k", ["K", "\u212a"]),
    (r"(?i)not [^a]b", ["NOT XB", "not ab"]),
    (r"(?i)x[^q]*z", ["XabcZ", "xqz"]),
    (r"[\u0100-\u017f]+", ["aĀſb", "é"]),
    (r"[\u0100-\u017fa\u4e00-\u9fff\U0001f600]+", ["aĀ中文\U0001f600b"]),
    (r"[^\u4e00-\u9fff]+", ["abc中文def"]),
    (r"\u4e2d+", ["中中", "a中"]),
    (r"a\u4e2db", ["xa中b", "a中"]),
    (r"\ud800", ["\ud800", "\udc00", "a\ud800b"]),
    (r"[\ud800-\udfff]+", ["a\ud800\udc00b"]),
    (r"(?<=a)b", ["ab", "b", "cb"]),
    (r"(?<!a)b", ["ab", "b", "cb"]),
    (r"(?<=ab)c|(?<=\d{3})x", ["abc", "123x", "12x"]),
    (r"(?<=é)b", ["éb", "eb"]),
    (r"(?<![é-ü]{2})b", ["ééb", "éb", "b"]),
    (r"(?<=(a))b\1", ["aba", "ab"]),
    (r"a(?=b)", ["ab", "ac", "a"]),
    (r"a(?!b)", ["ab", "ac", "a"]),
    (r"a(?=(b|c)d)\w", ["abd", "acd", "ab"]),
    (r"(?=(a+))a*b\1", ["baaabac", "aab"]),
    (r"(?!(a)|b)\w", ["abc", "c"]),
    (r"(?:(?=(\w))\w)+\1", ["abb", "aab"]),
    (r"(?:(?!ab)\w)+", ["xxab", "ab"]),
    (r"(?>a+)b", ["aaab", "aaa"]),
    (r"(?>a+)ab", ["aaab"]),
    (r"(?>a|ab)c", ["abc", "ac"]),
    (r"(?>(a)|b)+\1", ["aba", "abab"]),
    (r"a++b", ["aab", "aaa"]),
    (r"a*+a", ["aaa"]),
    (r"(?:ab|a)++b", ["abab", "aab", "abb"]),
    (r"(?:ab?){2,3}+b", ["abab", "aab", "aaab"]),
    (r"(?:a?){3,5}+b", ["aab", "b"]),
    (r"(?:(a)|(b))*+c", ["abc", "bac", "ab"]),
    (r"(?:a|(b)){2}+\1", ["abb", "bab"]),
    (r"x{0}y", ["y", "xy"]),
    (r"(?:x(y)){0}z", ["z", "xyz"]),
    (r"(?:a{1,2}){1,2}b", ["aaaab", "ab", "aaaaab"]),
    (r"(?:a{1,2}?){1,2}?b", ["aaaab", "ab"]),
    (r"(?:[ab]{2}c){2}", ["abcbac", "abcab"]),
    (r"(?:\d{1,3}\.){3}\d{1,3}", ["127.0.0.1", "1.2.3", "x 10.20.30.40 y"]),
    (r"(\w+)@(\w+)\.com", ["joe@example.com", "a@b.org", "me x@y.com, z@w.com"]),
    (r"[\w.+-]+@[\w-]+\.[\w.-]+", ["mail joe.x+y@example.co.uk now", "@a.b", "a@b"]),
    (r"(?P<year>\d{4})-(?P<month>\d\d)(?:-(?P<day>\d\d))?", ["2024-05", "on 2024-05-06.", "24-05"]),
    (r"(?P<num>\d+(?:\.\d*)?)|(?P<name>[A-Za-z_]\w*)|(?P<op>[-+*/=])|(?P<skip>[ \t]+)|(?P<bad>.)",
     ["x = 3.14*y2 + é", "1.", "a$b"]),
    (r"if|else|elif|while|for|in|is|not|and|or", ["if x in y", "elif", "wnotx", "ia"]),
    (r"Tom|Sawyer|Huck(?:leberry)?|Finn", ["Huckleberry Finn", "Tom", "Saw Huck"]),
    (r"(?i)tom|huck", ["TOM hUcK", "to"]),
    (r"foo.*?bar|baz", ["foo bar", "xbaz", "foo\nbar baz"]),
    (r"(?x) a b # comment", ["ab", "a b"]),
    (r"(a(b(c)?)?)?d", ["abcd", "abd", "ad", "d"]),
    (r"(?:a(?=(b))|c)+?b", ["ab", "cab", "acb"]),
    (r"(a)|(?:b(?:c(d)?)?)", ["bcd", "bc", "b", "a"]),
    (r"((((a))))(\4)", ["aa"]),
    (r"(?:(x)|(y)|z)*?\1", ["xyzx", "yz"]),
    (r"a.b", ["a\nb", "aéb", "a\ud800b"]),
    (r"a..b", ["aééb", "a\u4e00\U0001f600b"]),
    (r"[^x]{2}x", ["ééx", "aéx", "éx"]),
    (r"é{2,}?a", ["ééa", "éa", "ééééa"]),
    (r"é*+a", ["ééa", "b"]),
    (r".{2}\Z", ["é\u4e00", "\u4e00"]),
    (r".{2,3}?c", ["éabc", "ébc", "éc"]),
    (r"\d+", ["12\u0663\u0664x", "\u0663"]),
    (r"(?a)\d+", ["12\u0663\u0664x", "\u0663"]),
    (r"\s+", [" \t\u3000\x1cx", "\x85"]),
    (r"(?a)\s+\S", [" \t\u3000\x1cx", "\x0b\x85"]),
    (r"\w+", ["abc_é\u4e00\U00020000-", "\u00aa\u00b2\u2460"]),
    (r"\W+", ["abc - é", "\u2028\u00d7"]),
    (r"(?:a|ab)(?:c|bcd)(?:d*)", ["abcd", "acd"]),
    (r"(?:a+|b)*?c", ["aabac"]),
    (r"^(?:a?){4}a{4}$", ["aaaa", "aaaaaa", "aaa"]),
    (r"^((?:[^,\n]*,){2})(.*)$", ["a,b,c", "a,b", ",,"]),
    (r"<(\w+)[^>]*>(?:(?!</?\1).)*</\1>", ["<a href=x>t</a>", "<b><i>x</i></b>"]),
    (r"\"(?:[^\"\\]|\\.)*\"", ['say "a\\"b" and "c"', '"open', '""']),
    (r"(?:(?:a|b)c)+?d", ["acbcd"]),
    (r"(a?)*?$", ["aa", "b"]),
    (r"(?:|a)+b", ["aab", "b"]),
    (r"(?:a||b)*c", ["abc", "c"]),
    (r"()|.", ["ab"]),
    (r"a|\b", ["a b"]),
    (r"a*", ["baac"]),
    (r"a*?", ["baac"]),
    (r"(?<!x)\d*", ["x12 3"]),
    (b"[\x80-\xff]+", [b"a\x80\xffb", b"abc"]),
    (rb"(?i)[a-f\xe9]+", [b"AbF\xc9\xe9", b"g"]),
    (rb"(?L)\w+", [b"ab\xe9_1", b"-"]),
    (rb"(?iL)caf\xe9", [b"CAF\xe9", b"CAF\xc9"]),
    (rb"(?iL)[^a]b", [b"Ab", b"CB"]),
    (rb"(?iL)[a-c]*x\b", [b"aBCX", b"abcx1"]),
    (rb"(?iL)(a)\1(?:k)+[^q]", [b"aAKkZ", b"aaKQ"]),
    (rb"\w+\s\S+", [b"ab \xe9\xa0", b"a b"]),
    (rb"(?m)^\d+$", [b"1\n22\nx3", b""]),
    (rb".+", [b"a\n\x00\xff", b""]),
]


class Grammar:
    """Random patterns over a small alphabet."""

    def __init__(self, rng, letters):
        self.rng, self.letters, self.groups, self.open = rng, letters, 0, 0

    def pattern(self, depth):
        return "|".join(self.sequence(depth) for _ in range(self.rng.choice([1, 1, 1, 2, 3])))

    def sequence(self, depth):
        return "".join(self.piece(depth) for _ in range(self.rng.choice([0, 1, 1, 2, 2, 3])))

    def piece(self, depth):
        atom = self.atom(depth)
        if atom in ("^", "$", r"\b", r"\B", r"\A", r"\Z") or self.rng.random() < 0.5:
            return atom
        quantifier = self.rng.choice(["*", "+", "?", "{2}", "{1,2}", "{,2}", "{2,}", "{0,1}", "{3,4}"])
        return atom + quantifier + self.rng.choice(["", "", "?", "+"])

    def atom(self, depth):
        rng = self.rng
        if depth > 0 and rng.random() < 0.45:
            kind = rng.choice(["(", "(", "(?:", "(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?i:", "cond"])
            if kind == "cond":
                group = rng.randint(1, max(1, self.groups))
                return f"(?({group}){self.sequence(depth - 1)}|{self.sequence(depth - 1)})"
            if kind == "(":
                self.groups += 1
            if kind in ("(?<=", "(?<!"):
                return kind + "".join(self.char() for _ in range(rng.randint(0, 2))) + ")"
            return kind + self.pattern(depth - 1) + ")"
        if self.groups and rng.random() < 0.15:
            return f"\\{rng.randint(1, self.groups)}"
        if rng.random() < 0.1:
            return rng.choice(["^", "$", r"\b", r"\B", r"\A", r"\Z"])
        return self.char()

    def char(self):
        rng = self.rng
        if rng.random() < 0.65:
            return re.escape(rng.choice(self.letters))
        if rng.random() < 0.5:
            return rng.choice([".", r"\w", r"\W", r"\d", r"\D", r"\s", r"\S"])
        items = "".join(rng.choice([re.escape(rng.choice(self.letters)), r"\w", r"\s", self.range()])
                        for _ in range(rng.randint(1, 3)))
        return f"[{rng.choice(['', '^'])}{items}]"

    def range(self):
        low, high = sorted(self.rng.choices([c for c in self.letters if c.isalnum()], k=2))
        return f"{low}-{high}"


def main():
    for pattern, subjects in TABLE:
        assert emit(pattern, 0, subjects + [(s, 1, len(s) - 1) for s in subjects if len(s) > 2]), pattern
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 20230612)
    alphabets = ["ab", "abc", "aA\n b", "a1_ -", "aéÉ", "kK\u212asſ", "a\u4e00\U0001f600", "iIİıß"]
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    while wanted:
        letters = rng.choice(alphabets)
        pattern = Grammar(rng, letters).pattern(rng.choice([1, 2, 3]))
        if len(pattern) > 60:
            continue
        subjects = ["".join(rng.choices(letters, k=rng.choice([0, 1, 3, 5, 8, 12]))) for _ in range(3)]
        flags = rng.choice([0, 0, 0, re.I, re.M, re.S, re.A, re.I | re.A])
        if letters.isascii() and rng.random() < 0.25:
            pattern, subjects = pattern.encode(), [s.encode() for s in subjects]
            flags &= ~re.A
            if rng.random() < 0.3:
                flags |= re.L
        wanted -= emit(pattern, flags, subjects)


main()
