# Forty functions made from a seed: random work on strings, lists, tuples, bytes, dicts and sets in hot loops; a checksum of all the state.
class Rng:
    def __init__(self, seed): self.x = seed * 2654435761 & 0xFFFFFFFF | 1
    def below(self, n):
        x = self.x
        x ^= x << 13 & 0xFFFFFFFF
        x ^= x >> 17
        x ^= x << 5 & 0xFFFFFFFF
        self.x = x
        return x % n
    def pick(self, seq): return seq[self.below(len(seq))]
ACTIONS = [code.replace('@', '\n') for code in '''
s += chr(97 + i % 26)
s = s[1:] + s[:1]
s = s[::-1]
t = s[i % 5:i % 5 + 4]
s = s.replace(s[:1], "é" if i % 3 else "€", 1)
s = s.upper() if i % 2 else s.lower()
k += ord(s[i % len(s)]) if s else 1
k += s.count(t[:1]) + s.find(t)
l.append(len(s))
l.append(t)
l.insert(i % 4, k)
k += len(str(l.pop())) if l else 2
l = l[-6:] + l[:3]
l[i % 3:i % 3 + 1] = [k, s[:2]]
l.reverse()
l += [i, i / 2] if i % 4 else ()
l = [x for x in l if x != i]
l = [x * 2 if isinstance(x, (int, float)) else x[:3] for x in l]
k += sum(x for x in l if isinstance(x, int))
l.sort(key=str)
d[t] = d.get(t, 0) + 1
d[i % 9] = k
k += d.pop(i % 11, 5) if isinstance(d.get(i % 11, 5), int) else 0
d = {v: u for u, v in d.items()}
d.update({s[:2]: i, k % 3: t})
k += len(d)
k += sum(1 for x in d if isinstance(x, str))
z ^= {k % 10, t}
z |= set(s[:3])
z.discard(i % 10)
k += len(z) * (t in z)
u = (k, *u[:4])
a, *m = u + (1, 2)
k += a if isinstance(a, int) else 1
u = u[1:] + u[:1]
u = tuple(sorted(map(str, u)))
k += u.count(k) + len(u)
b += bytes([i & 255, k & 255])
b = b[-9:]
k += b[i % len(b)] if b else 3
b = bytes(reversed(b))
k += int.from_bytes(b[:3], "big")
r[i % 16] = k & 255
r[1], r[2] = r[2], r[1]
k += sum(r[i % 8:])
s = f"{t:>3}{k % 100:03d}{s[-4:]!r:.5}"
t = "%s-%x" % (t[:2], k & 0xFFF)
s = ",".join(map(str, l[:4])) + s[:5]
l = s.split(",")[:5] + l[:5]
t = t.strip("é-").title()
k += (s < t) + (s == t) * 2 + (l[:1] == [k]) * 4
for x, y in zip(s, l): k += ord(x) if y else 1
for j, x in enumerate(u): k += j if x else -j
for c in s[:6]:@    if c == "é": break@    k += 1@else: k += 10
try: k += l.index(k)@except ValueError: k += 7
try: k += int(t[:2])@except ValueError: k -= 1
try: k += s.index("zz")@except ValueError as e: k += len(str(e))
try: k += l[20] if i % 7 == 6 else 0@except IndexError: l.append(i)
match l[:3]:@    case [int(x), *_]: k += x % 5@    case [str(x), y, *_]: k += len(x)@    case []: k += 99
k += max(len(s), len(l), k % 7)
s = s if len(s) < 20 else s[5:15]
l = l if len(l) < 15 else l[4:12]
l.extend(sorted(z, key=repr)[:2])
t = min(s, t, key=len)
k += any(x == t for x in l) + all(isinstance(x, int) for x in l) * 3
'''.strip().split('\n')]
def clean(l): return [x if not isinstance(x, (int, float)) or -2 ** 64 < x < 2 ** 64 else 1 for x in l]
def check(c, *state):
    for x in state:
        for ch in repr(sorted(x, key=repr) if isinstance(x, set) else x): c = (c * 131 + ord(ch)) % 1000000007
    return c
def function(seed):
    r = Rng(seed)
    lines = ['def f(n, s, k, l):', '    t, u, d, z, b, r, c, a = "t", (1, "u"), {}, set(), b"\\x01", bytearray(16), 0, 1',
             '    for i in range(n):', '        try:']
    for _ in range(r.below(8) + 6):
        code = r.pick(ACTIONS).split('\n')
        if r.below(4) == 0: code = [f'if i % {r.below(5) + 2} == 0:', *('    ' + x for x in code)]
        lines += ['            ' + x for x in code]
    lines += ['        except (TypeError, ValueError) as e: k += len(str(e))']
    lines += ['        k %= 1000003', '        l, s, t = clean(l[-20:]), s[-30:], t[-9:]', '        if len(d) > 20: d.clear()',
              '        if i % 10 == 9: c = check(c, s, t, u, k, l, d, z, b, r)']
    return '\n'.join(lines + ['    return c, s, k, len(l), len(d), len(z)'])
def run(seed, n):
    ns = {'check': check, 'clean': clean}
    exec(function(seed), ns)
    out = []
    for start in (('abc', 1, []), ('añ€😀', 2 ** 62, ['x', 2.5, (1,)])):
        try: out.append(ns['f'](n, *start))
        except (TypeError, ValueError) as e: out.append((type(e).__name__, str(e), e.__traceback__.tb_next.tb_lineno))
    return out
if __name__ == '__main__':
    for seed in range(1, 41): print(seed, *run(seed, 80))
