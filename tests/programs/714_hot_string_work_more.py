# Hot loops over strings and bytes: ASCII and not, growing, slicing, comparing, hashing, formatting: more.
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
