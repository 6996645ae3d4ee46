# Unpacking, starred targets and calls, chained comparisons, boolean chains, conditional expressions and walrus in hot loops.
def unpack(n):
    s, errs = 0, {}
    for i in range(n):
        seq = [(1, 2), [3, 4], 'ab', {5: 0, 6: 0}, range(2), (x for x in (7, 8)), (1,), (1, 2, 3), 5, b'xy'][i % 10]
        try:
            a, b = seq
            s += a + b if isinstance(a, int) else ord(a) + ord(b)
        except (ValueError, TypeError) as e: errs[str(e)] = errs.get(str(e), 0) + 1
    return s, errs
print(unpack(300))
def starred(n):
    out, errs = [], {}
    for i in range(n):
        l = list(range(i % 6))
        try:
            a, *m, z = l
            first, (second, *rest) = a, (z, *m)
            if i % 37 == 0: out.append((a, m, z, second, rest))
        except ValueError as e: errs[str(e)] = errs.get(str(e), 0) + 1
        *init, last = 'xy'[:i % 2 + 1]
        [p, q], r = (i, -i), [i]
        if (len(init), p + q, r[0]) != (i % 2, 0, i): errs['bad'] = i
    return out, errs
print(starred(300))
def rotate(n):
    a, b, c, d = 1, 2.0, 'three', None
    log = []
    for i in range(n):
        a, b, c, d = b, c, d, a
        if i % 3 == 0: a, b = b, a
        if i % 5 == 0: (a, c), d = (c, d), a
        if i % 50 == 0: log.append((a, b, c, d))
    return log
print(rotate(300))
def indices(n):
    l, i = list(range(10)), 0
    for k in range(n):
        i, l[i] = l[i], k % 10
        l[k % 10], l[-1 - k % 10] = l[-1 - k % 10], l[k % 10]
        i = i % 10
    return l, i
print(indices(300))
def side(v, log): log.append(v); return v
def chains(n):
    log, c = [], [0] * 6
    for i in range(n):
        del log[:]
        if 0 <= side(i % 13, log) < 7 < side(10, log): c[0] += 1
        if 3 > side(i % 5, log) != 1: c[1] += 1
        if side(i, log) == i == side(float(i), log): c[2] += 1
        if not 1 < i % 4 <= 2: c[3] += 1
        if i % 2 in (0, 1) is True: c[4] += 1
        c[5] += len(log)
    return c
print(chains(400))
def booleans(n):
    out = {}
    vals = [0, 1, '', 'a', None, [], [0], 0.0, -0.0, 2.5, (), {}]
    for i in range(n):
        a, b, c = vals[i % 12], vals[i * 5 % 12], vals[i * 7 // 3 % 12]
        r = (a and b or c, a or b and c, not a and not b, a if b else c, (a or b) and (b or c))
        k = repr(r)
        out[k] = out.get(k, 0) + 1
    return len(out), sorted(out.items())[::9]
print(booleans(600))
def conditional(n):
    x, trail = 0, []
    for i in range(n):
        x += (1 if i % 2 else -1 if i % 3 else 10) if i < n // 2 else (0.5 if i % 5 else 'z' == 'z')
        y = x if x > 10 else None
        z = y is not None and y > 20 or 'no'
        if i % 60 == 0: trail.append((x, y, z))
    return trail
print(conditional(400))
def walrus(n):
    total, i, out = 0, 0, []
    while (i := i + 1) < n:
        if (r := i % 7) and (q := i // 7) % 2: total += r * q
        elif not r: total -= (t := i)
        if (m := total % 50) == 0: out.append((i, m, q if i > 7 else None))
    return total, t, out[:10], len(out)
print(walrus(600))
def star_calls(n):
    def f(*a, **k): return sum(a) + sum(k.values()) * 10
    s, errs = 0, {}
    for i in range(n):
        try:
            s += f(*range(i % 4), *[i] * 2, **{'a': i}, **({'b': 1} if i % 2 else {}))
            s += len([*'ab', *range(i % 3)]) + len({*range(i % 5), 1}) + len((*(), i, *[i]))
            if i % 60 == 7: f(*5)
            if i % 60 == 8: f(**{'a': 1}, **{'a': 2})
            if i % 60 == 9: f(**{1: 2})
        except TypeError as e:
            m = str(e).split('.')[-1]
            errs[m] = errs.get(m, 0) + 1
    return s, errs
print(star_calls(300))
def augmented(n):
    l, d, x = [0] * 5, {'k': 1}, [1]
    y = x
    for i in range(n):
        l[i % 5] += i
        l[i % 5 - 5] *= 2 if i < 20 else 1
        d['k'] ^= i
        d[i % 3] = d.get(i % 3, 0) + 1
        if i % 100 == 0: x += [i]
        if i == 250: x = x + ['new']
        l[side(i % 5, y)] -= 1 if i == 260 else 0
        if len(y) > 50: del y[3:]
    return l, d, x is y, len(x), y[:3]
print(augmented(300))
