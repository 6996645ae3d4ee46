# Strings in hot loops: building, indexing, slicing, comparing, searching, splitting, widths that change from 1 to 2 to 4 bytes.
def build(n):
    s, out = '', []
    for i in range(n):
        s += chr(97 + i % 26)
        if i == 100: s += 'é'
        if i == 150: s += '€'
        if i == 200: s += '😀'
        if i == 250: s = s[:50]
        if i % 50 == 0: out.append((len(s), s[-3:], hash(s) == hash(''.join(list(s)))))
    return out
print(build(400))
def kept(n):
    s, t, olds = 'a', None, []
    for i in range(n):
        t = s
        s = s + 'b'
        if i % 40 == 0: olds.append(t)
        if len(s) > 60: s = s[1:30]
    return [len(o) for o in olds], olds[3] == 'a' + 'b' * (len(olds[3]) - 1), s is t
print(kept(250))
def index(text, n):
    h, errs = 0, 0
    for i in range(n):
        c = text[i % len(text)]
        d = text[-(i % len(text)) - 1]
        h = (h * 33 + ord(c) * 7 + ord(d)) % 1000003
        if c == d: h += 1
        try: text[len(text) + i % 2 - (i % 3)]
        except IndexError: errs += 1
    return h, errs
print(index('hello', 300), index('añb', 300), index('x€😀y', 300))
def slices(n):
    s, t = 'abc€efghij😀', 0
    for i in range(n):
        a, b, c = i % 15 - 7, i % 13 - 4, i % 5 - 2 or 1
        p = s[a:b:c]
        t += len(p) * 3 + (s[a:] + s[:a] == s) * 2 + (p in s)
        if i % 60 == 0: print(i, repr(p), t)
    return t
print(slices(400))
def compare(n):
    words = ['', 'a', 'ab', 'b', 'B', 'é', '€', '😀', 'a\0', 'aa' * 20, 'aa' * 20 + 'b']
    c = [0] * 4
    for i in range(n):
        x, y = words[i % 11], words[i * 3 // 2 % 11]
        c[0] += x < y
        c[1] += x == y
        c[2] += x >= y
        c[3] += max(x, y) > min(x, y)
    return c, sorted(words), max(words), min(words, key=len)
print(compare(660))
def methods(n):
    out = {}
    text = '  The Quick, brown fox;\tJumps\n'
    for i in range(n):
        r = (text.upper, text.strip, text.split, text.title,
             lambda: text.replace('o', '0' * (i % 3)), lambda: text.find('x', i % 25), lambda: text.count('o', i % 9),
             lambda: text.partition(','), lambda: '-'.join(text.split()), lambda: text.startswith(('  T', 'x'), i % 2), lambda: text[2:].isalpha(),
             lambda: text.strip().center(40, '*'), lambda: text.expandtabs(i % 4 + 1),
             lambda: text.translate({32: None, 111: 'OO'}), text.swapcase)[i % 15]()
        out[i % 15] = repr(r)
    return out
for v in methods(450).values(): print(v)
def words(text, n):
    c, w = {}, ''
    for k in range(n):
        for ch in text:
            if ch.isalnum(): w += ch.lower()
            elif w:
                c[w] = c.get(w, 0) + 1
                w = ''
    return c, w
print(words("It's a dog; a DOG, and ça va? A1 ", 30))
def reverse_and_caesar(n):
    s = 'Hello, Wörld'
    for i in range(n):
        s = ''.join([chr((ord(c) - 97 + i) % 26 + 97) if 'a' <= c <= 'z' else c for c in s[::-1]])
    return s
print([reverse_and_caesar(k) for k in (1, 2, 100, 301)])
def edit_distance(a, b):
    prev = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        cur = [i]
        for j, y in enumerate(b, 1): cur.append(min(prev[j] + 1, cur[-1] + 1, prev[j - 1] + (x != y)))
        prev = cur
    return prev[-1]
print(edit_distance('intention' * 3, 'execution' * 3), edit_distance('añ€😀' * 8, 'an€☺' * 8))
def conversions(n):
    t, bad = 0, 0
    for i in range(n):
        s = str(i * 7919 % 1000)
        t += int(s) + len(s) + int(s, 16) + int(float(s + '.5') * 2) + int('0x' + s, 0)
        try: int(s + 'z')
        except ValueError as e: bad += len(str(e))
        t += len(repr(s)) + len(bin(i)) + len(hex(-i)) + s.zfill(5).count('0')
    return t, bad
print(conversions(300))
