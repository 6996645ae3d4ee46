"""Times CPython's re on a set of patterns and writes them for the same run of this crate.

Run, from the root of the project:
    python3.14 crates/sre/tools/bench.py target/sre-bench.txt
    cargo run --release -p whipsnake-sre --example bench -- target/sre-bench.txt

Both print nanoseconds per call of findall (all matches of the text; CPython also makes the result
list) or of match or search; the second also prints the ratio. The best of several rounds counts.
"""

import random
import re
import sys
import time

rng = random.Random(1)
WORDS = ("the of and to in is you that it he was for on are as with his they at be this have from "
         "Tom Huckleberry Finn Sawyer river running shining Holmes Sherlock adventure morning").split()


def prose(n, words=WORDS):
    out = []
    for i in range(n):
        out.append(rng.choice(words))
        if i % 11 == 10:
            out[-1] += rng.choice([".", ",", ";", "!\n", "?\n"])
    return " ".join(out)


PROSE = prose(8000)
ACCENTED = prose(8000, WORDS + ["été", "naïve", "Straße", "日本語", "река", "😀"])
LOG = "".join(
    f'{rng.randint(1, 255)}.{rng.randint(0, 255)}.0.{i % 256} - - [12/Mar/2024:10:{i % 60:02}:{i % 59:02} +0000] '
    f'"{rng.choice(["GET", "POST"])} /path/{rng.choice(WORDS)}/{i} HTTP/1.1" {rng.choice([200, 404, 500])} {i * 37}\n'
    for i in range(800))
CODE = "\n".join(
    f"def {rng.choice(WORDS)}_{i}(self, x={i}, *args):\n    return x + {i * 3}.5 * foo['bar'] - \"str\\\"ing\" # {rng.choice(WORDS)}"
    for i in range(300))
MAIL = prose(3000, WORDS + ["joe.bloggs@example.com", "x+y@mail.example.org", "http://www.example.com/a/b?c=d#e",
                            "https://user@host.net:8080/x", "a@b"])
HTML = "".join(f'<div class="c{i}"><a href="/p/{i}">{rng.choice(WORDS)}</a><br/> text {i} </div>\n' for i in range(500))
CSV = "\n".join(",".join(str(rng.randint(0, 99999)) for _ in range(10)) for _ in range(500))
TOKEN = (r"(?P<num>\d+(?:\.\d*)?)|(?P<name>[A-Za-z_]\w*)|(?P<str>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
         r"|(?P<comment>\#[^\n]*)|(?P<op>[-+*/=<>!]=?|\*\*)|(?P<punct>[\[\](){},:.;])|(?P<nl>\n)|(?P<ws>[ \t]+)|(?P<bad>.)")
KEYWORDS = r"\b(?:False|None|True|and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield)\b"

CASES = [
    ("literal", r"Huckleberry", 0, PROSE, "findall"),
    ("literal, rare first byte", r"Xylophone", 0, PROSE, "findall"),
    ("literal, ignore case", r"huckleberry", re.I, PROSE, "findall"),
    ("alternation of words", r"Tom|Sawyer|Huckleberry|Finn", 0, PROSE, "findall"),
    ("alternation, ignore case", r"tom|sawyer|huckleberry|finn", re.I, PROSE, "findall"),
    ("[a-z]shing", r"[a-z]shing", 0, PROSE, "findall"),
    ("Huck[a-zA-Z]+", r"Huck[a-zA-Z]+|Saw[a-zA-Z]+", 0, PROSE, "findall"),
    (r"\b\w+n\b", r"\b\w+n\b", 0, PROSE, "findall"),
    ("[a-q][^u-z]{13}x", r"[a-q][^u-z]{13}x", 0, PROSE, "findall"),
    (".{2,4}(Tom or Finn)", r".{2,4}(Tom|Sawyer|Huckleberry|Finn)", 0, PROSE, "findall"),
    ("([A-Za-z]awyer or ...)\\s", r"([A-Za-z]awyer|[A-Za-z]inn)\s", 0, PROSE, "findall"),
    ("quoted", r"[\"'][^\"']{0,30}[?!.][\"']", 0, PROSE, "findall"),
    ("words", r"\w+", 0, PROSE, "findall"),
    ("words, not ASCII", r"\w+", 0, ACCENTED, "findall"),
    ("literal, not ASCII", r"Straße", 0, ACCENTED, "findall"),
    ("ignore case, not ASCII", r"straße|река", re.I, ACCENTED, "findall"),
    (r"(\w)\1", r"(\w)\1", 0, PROSE, "findall"),
    (r"(\w)\1, not ASCII", r"(\w)\1", 0, ACCENTED, "findall"),
    ("lines", r"(?m)^.*$", 0, LOG, "findall"),
    ("DOTALL lazy", r"(?s)<div.*?</div>", 0, HTML, "findall"),
    ("log line", r'(\S+) \S+ \S+ \[([^\]]+)\] "(\w+) (\S+) HTTP/[\d.]+" (\d{3}) (\d+)', 0, LOG, "findall"),
    ("log line, bytes", rb'(?m)^(\d+\.\d+\.\d+\.\d+) .*?"(\w+) ([^"]*)" (\d+)', 0, LOG.encode(), "findall"),
    ("IP address", r"(?:\d{1,3}\.){3}\d{1,3}", 0, LOG, "findall"),
    ("tokenizer", TOKEN, 0, CODE, "findall"),
    ("keywords", KEYWORDS, 0, CODE, "findall"),
    ("e-mail", r"[\w.+-]+@[\w-]+\.[\w.-]+", 0, MAIL, "findall"),
    ("URL", r"([a-zA-Z][a-zA-Z0-9]*)://([^ /]+)(/[^ ]*)?", 0, MAIL, "findall"),
    ("URL or e-mail", r"([a-zA-Z][a-zA-Z0-9]*)://([^ /]+)(/[^ ]*)?|([^ @]+)@([^ @]+)", 0, MAIL, "findall"),
    ("tags", r"<(/?)(\w+)((?:\s+\w+=\"[^\"]*\")*)\s*(/?)>", 0, HTML, "findall"),
    ("lookahead", r"\w+(?=,)", 0, CSV, "findall"),
    ("lookbehind", r"(?<=,)\d+", 0, CSV, "findall"),
    ("negative lookaround", r"(?<!\d)\d{3}(?!\d)", 0, CSV, "findall"),
    ("csv fields", r"[^,\n]+", 0, CSV, "findall"),
    ("number groups", r"(\d+),(\d+),(\d+)", 0, CSV, "findall"),
    ("backreference", r"<(\w+)[^>]*>[^<]*</\1>", 0, HTML, "findall"),
    ("lazy groups", r"(.*?),(.*?),(.*?)\n", 0, CSV, "findall"),
    ("strings with escapes", r'"(?:[^"\\]|\\.)*"', 0, CODE, "findall"),
    ("greedy any to a literal", r".*HTTP", 0, LOG, "findall"),
    ("repeated set, no match", r"(?:a|a|b)*c", 0, "ab" * 9, "match"),
    ("nested repeats", r"(?:(?:ab)+|c)*", 0, "ababc" * 200, "fullmatch"),
    ("short match", r"(\d+)-(\d+)", 0, "123-456", "match"),
    ("short full match", r"[a-z_]\w*", 0, "identifier_1", "fullmatch"),
    ("short search", r"=\s*(\w+)", 0, "key = value", "search"),
    ("date", r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)", 0, "2024-05-06", "match"),
    ("float", r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?", 0, "-12.5e-10", "fullmatch"),
]


def measure(function, *args):
    best, calls = 1e9, 1
    deadline = time.perf_counter() + 0.25
    while time.perf_counter() < deadline:
        start = time.perf_counter()
        for _ in range(calls):
            function(*args)
        took = time.perf_counter() - start
        best = min(best, took / calls)
        if took < 0.002:
            calls *= 2
    return best * 1e9


def main():
    with open(sys.argv[1], "w") as out:
        for name, pattern, flags, subject, how in CASES:
            compiled = re.compile(pattern, flags)
            parsed = re._parser.parse(pattern, flags)
            code = re._compiler._code(parsed, flags)
            took = measure(getattr(compiled, how), subject)
            matches = len(list(compiled.finditer(subject))) if how == "findall" else int(bool(getattr(compiled, how)(subject)))
            print(f"{name:28} {took:12.0f} ns  {matches} matches")
            data = subject if isinstance(subject, bytes) else subject.encode()
            fields = [name, how, "bs"[isinstance(pattern, str)], parsed.state.groups - 1,
                      " ".join(f"{word:x}" for word in code), data.hex(), f"{took:.1f}", matches]
            print("\t".join(map(str, fields)), file=out)


main()
