# Containers that change while a hot loop iterates over them, in the loop and in a callee of it.
def grow(n):
    l, c = [0], 0
    for x in l:
        c += x
        if len(l) < n: l.append(x + 1)
    return c, len(l), l[-1]
print(grow(600))
def shrink(n):
    l, seen = list(range(n)), []
    for x in l:
        if x % 3 == 0: l.remove(x + 1) if x + 1 in l else l.pop()
        seen.append(x)
    return len(seen), sum(seen), seen[-5:], len(l)
print(shrink(300))
def truncated(n):
    out = []
    for cut in (0, 1, n // 2, n - 1):
        l, c = list(range(n)), 0
        for x in l:
            c += 1
            if x == cut: del l[n // 2:]
        out.append((c, x, len(l)))
    return out
print(truncated(200))
def cleared_and_filled(n):
    l, c = list(range(n)), 0
    it = iter(l)
    for x in it:
        c += 1
        if x == n // 2: l.clear()
    l.extend(range(n * 2))
    rest = sum(1 for _ in it)
    return c, rest, next(it, 'done')
print(cleared_and_filled(300))
def replaced(n):
    l, s = [1] * n, 0
    for i, x in enumerate(l):
        s += x if isinstance(x, (int, float)) else len(x)
        if i + 1 < n and i % 25 == 0: l[i + 1] = (2.5, 'text', 10 ** 20, [1, 2])[i // 25 % 4]
    return s
print(replaced(400))
def slices(n):
    l, log = list(range(n)), []
    for i, x in enumerate(l):
        if i % 40 == 0: l[i + 1:i + 3] = [x] * 5; log.append(len(l))
        if i > 2 * n: break
    return log, i, l[-3:], sum(l)
print(slices(300))
def dict_errors(n):
    msgs = {}
    for r in range(n):
        d = {i: i for i in range(8)}
        steps = 0
        try:
            for k in (d, d.values(), d.items(), d.keys())[r % 4]:
                steps += 1
                if steps == r % 8 + 1:
                    if r % 3 == 0: d[100 + r] = 1
                    elif r % 3 == 1: del d[r % 8]
                    else: d[r % 8] = 'same keys'
            how = 'fine'
        except RuntimeError as e: how = str(e)
        key = (how, steps)
        msgs[key] = msgs.get(key, 0) + 1
    return sorted(msgs.items())
for row in dict_errors(240): print(row)
def same_size(n):
    msgs = {}
    for r in range(n):
        d = dict.fromkeys(range(5))
        got = []
        try:
            for k in d:
                got.append(k)
                if len(got) == 2: del d[4]; d[9 + r % 2] = 0
                if len(got) > 20: break
        except RuntimeError as e: got.append(str(e))
        msgs[tuple(got)] = msgs.get(tuple(got), 0) + 1
    return msgs
print(same_size(150))
def set_errors(n):
    c = {}
    for r in range(n):
        s = {r, r + 1, r + 2}
        try:
            for x in s:
                if r % 2: s.add(-1 - x)
                elif r % 4: s.discard(r); s.discard(r + 1)
            k = len(s)
        except RuntimeError as e: k = str(e)
        c[k] = c.get(k, 0) + 1
    return c
print(set_errors(200))
def mutate(d, l, i):
    if i == 150: d['new'] = 1
    if i == 250: l.clear()
    return len(d) + len(l)
def in_callee(n):
    d, l = {i: i for i in range(n)}, list(range(n))
    s = 0
    try:
        for k in d: s += mutate(d, l, k)
    except RuntimeError as e: print(k, s, e)
    for x in l: s += mutate(d, l, x)
    print(x, s, len(l))
in_callee(400)
def bytearrays(n):
    b, c = bytearray(range(100)), 0
    for x in b:
        c += x
        if len(b) < n: b.append(x % 50 + 1)
        if c % 500 == 0: b.pop()
    return c, len(b)
print(bytearrays(500))
def view_locks(n):
    e = {}
    for i in range(n):
        b = bytearray(b'abc')
        m = memoryview(b)
        try: b.append(i % 256); k = 'appended'
        except BufferError as x: k = str(x)
        m.release()
        b.append(1)
        e[k, len(b)] = e.get((k, len(b)), 0) + 1
    return e
print(view_locks(120))
def exhausted(n):
    l = [1, 2]
    it = iter(l)
    out = []
    for i in range(n):
        out.append(next(it, 0))
        l.append(i)
        if i % 50 == 49: l.pop(); l.clear()
    return sum(out), out[48:54], out[-3:], it.__length_hint__()
print(exhausted(200))
