# Operations of native containers, strings and numbers in hot loops: what they give, what they raise, and what changes while they run.
import math
from collections import deque


class Point:
    def __init__(self, x):
        self.x = x


class Same:
    """Equal to ints with its number, which only its own code knows."""

    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return hash(self.n)

    def __eq__(self, other):
        return (other.n if isinstance(other, Same) else other) == self.n


def counts(words):
    found = {}
    for word in words:
        if word in found:
            found[word] += 1
        else:
            found[word] = 1
        found[word, 'seen'] = found.get((word, 'seen'), 0) + len(word)
    return found


def lookups(table, keys):
    hits = missing = 0
    for key in keys:
        if table.get(key) is not None:
            hits += 1
        if key not in table:
            missing += 1
        try:
            table[key]
        except KeyError as e:
            missing += len(str(e)) > 0
    return hits, missing


def sets(n):
    seen, order = set(), []
    for i in range(n):
        k = i * i % 37
        if k not in seen:
            seen.add(k)
            order.append(k)
        if i % 50 == 7:
            seen.add(Same(k))
    return len(seen), order


def strings(n):
    out = ''
    total = 0
    for i in range(n):
        s = f'{i}:{i * 0.5}:{"x" * (i % 3)!r:>5}'
        a, b, c = s.split(':')
        total += int(a) + s.find('x') + s.count(':') + len(s.upper()) + ord(s[-1])
        if s.startswith('1') or c.strip("' ").endswith('xx'):
            out += s[-2] + b[0]
        if b < a:
            total += 1
    return out[:20], len(out), total


def lists(n):
    a, b = [0] * 8, []
    for i in range(n):
        a[i % 8] = a[i % 8 - 1] + 1
        b = b[-3:] + [i] * 2
        b[1:2] = [i, -i]
        b[::-1]
        del b[0]
        b.insert(1, i)
        b.pop()
        if i in b and -i in a + b:
            a.reverse()
    return a, b


def tables(n):
    data = bytes(range(256))
    buffer = bytearray(16)
    total = 0
    for i in range(n):
        total += data[i % 256] ^ data[-1 - i % 7]
        buffer[i % 16] = total % 256
        total += buffer[-3] + len(data)
    return total, bytes(buffer)


def numbers(n):
    x, big, flags = 0.5, 1 << 70, 0
    for i in range(1, n):
        x = x ** 0.5 + i % 7 / 3 - i // 0.7 % 5.5
        x = abs(x) + 0.25
        big = (big * 3 + i) % (1 << 75) if i % 2 else big ^ (i << 66)
        flags += (big > x) + (i == 2.0) + (True + i) % 3 + int(x) + i ** 2 % 5
        flags += round(x) + max(i % 4, 2) - min(i, 7) + math.floor(x) + divmod(i, 7)[1]
    return round(x, 6), big, flags


def iterations(n):
    d = {i: i * 2 for i in range(10)}
    total = 0
    for i in range(n):
        for k, v in d.items():
            total += k * v
        for j, c in enumerate('abc'):
            total += j + ord(c)
        for a, b in zip(d, (1, 2, 3)):
            total += a * b
        total += sum(d.values()) + len(set(d)) + len({i % 3, 1, 2}) + len([x for x in d if x > 5])
        d[i % 10] = i
    return total


def queue(n):
    q = deque()
    total = 0
    for i in range(n):
        q.append(i)
        if i % 3 == 0:
            total += q.popleft()
    return total, len(q)


def identities(n):
    a, b = Point(1), Point(1)
    table = {a: 'a', b: 'b', Point: 'class', None: 'none'}
    text = ''
    for i in range(n):
        p = a if i % 3 else b
        if p == a and p != b:
            text += table[p]
        elif p:
            text += table[p].upper() + table[Point][0] + table[None][0]
        if i == n - 10:
            Point.__eq__ = lambda self, other: True
            Point.__hash__ = object.__hash__
        if i == n - 5:
            Point.__bool__ = lambda self: False
    return text[:12], text[-20:]


def namespace(n):
    names = globals()
    total = 0
    for i in range(n):
        names['shared'] = i
        total += shared
        if i > n - 3:
            names['other%d' % i] = i
    return total


def grows(n):
    d = {}
    try:
        for i in range(n):
            d[i] = i
            if i == n - 4:
                for k in d:
                    d[-1 - k] = k
    except RuntimeError as e:
        return len(d), str(e)


shared = 1
print(counts(['ab', 'c', 'ab', 'de'] * 100))
table = {n: n for n in range(10)} | {'k': 1, (1, 2): 3, 2.5: 4}
print(lookups(table, [1, 2.0, True, 'k', 'x', (1, 2), (1, 3), None, 99] * 60))
print(lookups(table, [1, 2, Same(3), Same(77), 4] * 60))
print(sets(400))
print(strings(300))
print(lists(300))
print(tables(400))
print(numbers(300))
print(iterations(120))
print(queue(300))
print(identities(200))
print(namespace(200), len([k for k in globals() if k.startswith('other')]))
print(grows(200))
for broken in (lambda i: [][i], lambda i: {}[i], lambda i: b'ab'[i], lambda i: int('x%d' % i), lambda i: [1].pop(i), lambda i: 'a'.index('b'), lambda i: 2.0 ** (i * 1000)):
    def run():
        for i in range(90, 200):
            try:
                broken(i)
            except Exception as e:
                last = type(e).__name__, str(e)
        return last
    print(run())
