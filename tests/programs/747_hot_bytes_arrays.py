# bytes, bytearray, memoryview and array in hot loops: reads, writes, wrap-around errors, growth, and index errors at the last turn.
from array import array
def sums(n):
    out = []
    for data in (bytes(range(256)), bytearray(b'\xff\x00\x80'), memoryview(bytearray(range(100))), array('b', [-128, 127, 5]), array('H', [65535, 1]),
                 array('q', [2 ** 63 - 1, -2 ** 63, 1]), array('Q', [2 ** 64 - 1, 0]), array('d', [0.5, -0.0, 1e308, 1e308]), array('f', [0.1, 3.5])):
        s = 0
        for i in range(n): s += data[i % len(data)]
        out.append(s)
    return out
for _ in range(2): print(sums(300))
def writes(n):
    b, errs = bytearray(50), {}
    for i in range(n):
        try: b[i % 50] = b[(i + 7) % 50] + i % 7 + (256 if i % 97 == 96 else 0) - (300 if i % 89 == 88 else 0)
        except ValueError as e: errs[str(e)] = errs.get(str(e), 0) + 1; b[i % 50] = 0
        try:
            if i % 100 == 99: b[i] = 1
            if i % 100 == 98: b[-51] = 1
            if i % 100 == 97: b[0] = 'x'
            if i % 100 == 96: b[1] = 1.5
        except (IndexError, TypeError) as e: errs[str(e)] = errs.get(str(e), 0) + 1
    return bytes(b), errs
print(writes(600))
def typed(n):
    out = []
    for code, lo, hi in (('b', -128, 127), ('B', 0, 255), ('h', -2 ** 15, 2 ** 15 - 1), ('i', -2 ** 31, 2 ** 31 - 1),
                         ('Q', 0, 2 ** 64 - 1), ('q', -2 ** 63, 2 ** 63 - 1)):
        a, over, under = array(code, [hi - n // 2, lo]), 0, 0
        for i in range(n):
            try: a[0] += 1
            except OverflowError: over += 1; a[0] = hi - 3
            try: a[1] -= 1
            except OverflowError: under += 1; a[1] = lo + 2
        out.append((code, a.tolist(), over, under))
    return out
for row in typed(100): print(row)
def floats(n):
    a = array('d', [1.0] * 8)
    for i in range(n):
        a[i % 8] = a[(i + 1) % 8] * 1.01 + (i if i % 50 == 0 else 0.25)
        if i % 70 == 69: a[i % 8] = i
        if i % 90 == 89: a[0] = True
    f = array('f', [0.1])
    for i in range(n): f[0] += 0.1
    return [round(v, 6) for v in a], f[0]
print(floats(300))
def grow(n):
    b, a = bytearray(), array('i')
    for i in range(n):
        b.append(i % 256)
        a.append(i * i)
        if i % 20 == 19: b += b'xy'; a.extend([1, 2])
        if i % 30 == 29: b.pop(); a.pop(0); del b[:3]; a[1:2] = array('i', [7, 8, 9])
    return len(b), b[-3:], sum(b), len(a), a[-1], sum(a)
print(grow(400))
def text_scan(n):
    data, c, pos = b'key=value;other=12;last=x' * 3, {}, 0
    for _ in range(n):
        key = bytearray()
        i = 0
        while i < len(data):
            ch = data[i]
            if ch == 61: c[bytes(key)] = c.get(bytes(key), 0) + 1; key.clear()
            elif ch == ord(';'): key = bytearray()
            elif 97 <= ch <= 122: key.append(ch - 32)
            i += 1
        pos += i
    return c, pos
print(text_scan(20))
def crc(n):
    table = array('L')
    for i in range(256):
        c = i
        for _ in range(8): c = c >> 1 ^ 0xEDB88320 if c & 1 else c >> 1
        table.append(c)
    c = 0xFFFFFFFF
    for i in range(n): c = table[(c ^ i * 7) & 255] ^ c >> 8
    return hex(c ^ 0xFFFFFFFF)
print(crc(1000))
def views(n):
    base = bytearray(range(64))
    v, w, s = memoryview(base), memoryview(base)[::-2], 0
    i32 = memoryview(base).cast('i')
    for i in range(n):
        v[i % 64] = (v[i % 64] + 1) & 255
        s += w[i % 32] + base[i % 64] + v[-1 - i % 64]
        if i % 50 == 0: i32[i // 50 % 16] = -i
    return s, i32.tolist()[:6], bytes(base[-4:]), w[:3].tobytes()
print(views(500))
def last_index(seq):
    s, i = 0, 0
    try:
        while True: s += seq[i]; i += 1
    except IndexError as e: return s, i, str(e)
print(last_index(bytes(300)), last_index(bytearray(b'\x01' * 250)), last_index(array('h', [3] * 200)), last_index(memoryview(b'\x02' * 150)))
def slices(n):
    b, t = b'0123456789', 0
    for i in range(n):
        p = b[i % 4:10 - i % 3]
        t += len(p) + p[0] + (p in b) + (b'45' in p) * 2 + int(p[:3])
        if p == b'0123456789': t += 1000
        if p < b'2': t += 5
    return t, p, b[::-1], b.hex()
print(slices(400))
def shrinks(n):
    b, s, i = bytearray(range(200)), 0, 0
    try:
        while i < n:
            s += b[i % 200]
            i += 1
            if i == 150: del b[120:]
    except IndexError as e: return s, i, str(e)
print(shrinks(400))
