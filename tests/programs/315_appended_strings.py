# Strings that grow at their end, while others hold what they were before.
def build(parts):
    s = ""
    kept = []
    for i, part in enumerate(parts):
        s += part
        if i % 50 == 0:
            kept.append(s)
    return s, kept


s, kept = build(str(i) + "," for i in range(600))
print(len(s), hash(s) == hash("".join(str(i) + "," for i in range(600))))
for old in kept:
    assert s.startswith(old)
print([len(k) for k in kept])

# Two continuations of one string.
base, kept = build(["0123456789"] * 100)
a = base
a += "left"
b = base
b += "right"
c = base + "middle"
print(len(base), a[-8:], b[-9:], c[-10:], base[-4:])
a += a
print(len(a), a.count("left"), a == (base + "left") * 2)

# Wide characters, surrogates, slices, indexing.
w = ""
for i in range(300):
    w += chr(0x3B1 + i % 24) + "x"
print(len(w), w[0], w[299], w[-2], w[::97], len(w.encode()))
w += "\ud800"
w += "tail"
print(len(w), ascii(w[-6:]))


class Writer:
    def __init__(self):
        self.out = ""
        self.seen = {}

    def write(self, text):
        self.out += text
        self.seen[self.out] = len(self.out)


writer = Writer()
for i in range(400):
    writer.write("<%d>" % i)
print(len(writer.out), len(writer.seen), writer.seen[writer.out], writer.out[:12], writer.out[-10:])
print(all(len(k) == v for k, v in writer.seen.items()))
print("<399>" in writer.out, writer.out.find("<77>"), writer.out.split("><")[5], writer.out.upper() == writer.out)
n = 0
t = "-" * 250
for i in range(20):
    t += "" if i % 2 else "ab"
    n += len(t)
print(n, t.strip("-"), repr(t)[-4:], int("1" + "0" * 300) == int("1" + t.replace("-", "0")[:250] + "0" * 50))
