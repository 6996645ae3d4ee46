# Hot loops over strings and bytes: ASCII and not, growing, slicing, comparing, hashing, formatting.
def vowels(text, n):
    c = 0
    for _ in range(n):
        for ch in text:
            if ch in 'aeiou': c += 1
    return c
print(vowels('the quick brown fox', 50), vowels('thé quick bröwn', 50), vowels('\U0001F600a\u3042e', 100))
def build(n):
    s = ''
    for i in range(n): s += chr(97 + i % 26)
    return len(s), s[:5], s[-5:], s.count('a')
print(build(1000))
def build_wide(n):
    s = ''
    for i in range(n): s += chr(97 + i % 26) if i % 100 else 'é'
    return len(s), s.count('é'), s[100], s[101], s.index('é', 1)
print(build_wide(1000))
def index_loop(s):
    t = 0
    for i in range(len(s)): t += ord(s[i]) * (i % 7) + ord(s[-i - 1])
    return t
print(index_loop('abcdefghij' * 30), index_loop('aé\u3042\U0001F600' * 50))
def tokens(src, n):
    out = []
    for _ in range(n):
        out = []
        i = 0
        while i < len(src):
            c = src[i]
            if c.isspace(): i += 1
            elif c.isdigit():
                j = i
                while j < len(src) and src[j].isdigit(): j += 1
                out.append(int(src[i:j]))
                i = j
            elif c.isalpha():
                j = i
                while j < len(src) and src[j].isalnum(): j += 1
                out.append(src[i:j])
                i = j
            else:
                out.append(c)
                i += 1
    return out
print(tokens('x1 = 42 + (foo*7) - é9', 30))
def compare(ws):
    c = 0
    for a in ws:
        for b in ws: c += (a < b) + (a == b) * 10 + a.startswith(b) * 100 + (b in a) * 1000
    return c
print(compare(['a', 'ab', 'abc', 'b', '', 'é', 'aé', 'A', 'zz'] * 3))
def keys(n):
    d = {}
    for i in range(n):
        k = f'key{i % 50}'
        d[k] = d.get(k, 0) + len(k)
        d[k.upper()] = i
    return len(d), sum(d.values())
print(keys(1000))
def fmt(n):
    t = 0
    for i in range(n): t += len(f'{i:05d}|{i / 3:.3f}|{i!r}|{"x" * (i % 4):>5}') + len('%d-%s' % (i, i)) + len('{}{}'.format(i, -i)) + len(str(i * 1.1))
    return t
print(fmt(400))
def crc(data):
    c = 0
    for b in data: c = ((c << 5) ^ (c >> 27) ^ b) & 0xFFFFFFFF
    return c
print(crc(b'hello world' * 50), crc(bytearray(range(256))), crc('é'.encode() * 100))
def rle(s):
    out, i = [], 0
    while i < len(s):
        j = i
        while j < len(s) and s[j] == s[i]: j += 1
        out.append(f'{s[i]}{j - i}')
        i = j
    return ''.join(out)
print(rle('aaabbc' * 20)[:30], len(rle('aab' * 100)))
def join_split(n): return sum(len(','.join(str(i * j) for j in range(5)).split(',')) + len(' '.join(['w'] * (i % 7)).split()) for i in range(n))
print(join_split(200))
def editdist(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a):
        new = [i + 1]
        for j, y in enumerate(b): new.append(min(row[j + 1] + 1, new[j] + 1, row[j] + (x != y)))
        row = new
    return row[-1]
print(editdist('intention' * 4, 'execution' * 4))
