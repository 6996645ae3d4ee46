"""str.join and bytes.join of few and of empty parts."""


class S(str):
    pass


for separator in "", "-", "é", "ab", "\U0001F600":
    for items in [], [""], ["", ""], ["", "", ""], ["x"], ["", "x"], ["x", ""], ["é"], ["", "é", ""], [S("")], [S("x")], [S(""), S("")]:
        for made in items, tuple(items), (x for x in items), dict.fromkeys(items):
            joined = separator.join(made)
            print(repr(joined), len(joined), type(joined).__name__, joined == "-", joined is S, end="; ")
    print()
for separator in b"", b"-", b"ab":
    print([separator.join(items) for items in ([], [b""], [b"", b""], [b"", b"", b""], [b"x"], [b"", b"x"], [bytearray(b""), b""])])
    print([bytearray(separator).join(items) for items in ([], [b""], [b"", b""], [b"x"])])
for bad in [1], ["a", None], ["", b""], 5:
    try:
        print("-".join(bad))
    except TypeError as e:
        print(e)
