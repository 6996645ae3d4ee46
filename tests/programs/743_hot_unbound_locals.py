# Locals deleted or not yet assigned in hot loops: UnboundLocalError and NameError at exactly the right iteration.
def deleted(n, when):
    x, s = 1, 0
    for i in range(n):
        if i == when: del x
        s += x
    return s
for n, when in ((300, 999), (300, 299), (300, 150), (10, 0)):
    try: print(deleted(n, when))
    except UnboundLocalError as e: print(type(e).__name__, e, e.__traceback__.tb_next.tb_frame.f_locals)
def late(n, when):
    s, c = 0, 0
    for i in range(n):
        try: s += y
        except UnboundLocalError as e: c += 1; msg = str(e)
        if i == when: y = 5
        if i == when + 50: del y
        if i == when + 90: y = 0.5
    return s, c, msg
print(late(400, 100), late(400, 0), late(60, 59))
def maybe(flags):
    out = []
    for f in flags:
        if f: v = f
        try: out.append(v)
        except UnboundLocalError: out.append(None)
        if f == 3: del v
    return out
fl = [0] * 50 + [1] * 60 + [0] * 40 + [3] + [0] * 40 + [2, 3, 2, 0]
r = maybe(fl)
print(r.count(None), r.count(1), r.count(2), r.count(3), r[-4:])
def exception_name(n):
    c = [0, 0]
    e = 'before'
    for i in range(n):
        try:
            if i % 3 == 0: raise ValueError(i)
        except ValueError as e: c[0] += e.args[0]
        try: e
        except UnboundLocalError: c[1] += 1; e = 'again'
    return c, e
print(exception_name(200))
def loop_variable(n, m):
    out = []
    for k in range(n):
        for i in range(m if k % 2 else 0): del i
        try: out.append(i)
        except UnboundLocalError as e: out.append(str(e))
    return len(out), set(out)
print(loop_variable(100, 3))
def cells(n):
    c, v = 0, 1
    def get(): return v
    for i in range(n):
        try: c += get()
        except NameError as e: c -= 1; m = str(e)
        if i % 60 == 30: del v
        if i % 60 == 40: v = i
    return c, m
print(cells(300))
def nonlocal_del(n):
    v, c = 0, {}
    def drop():
        nonlocal v
        del v
    def put(x):
        nonlocal v
        v = x
    for i in range(n):
        if i % 4 == 2:
            try: drop()
            except NameError as e: c[str(e)] = c.get(str(e), 0) + 1
        if i % 8 == 5: put(i)
        try: k = type(v).__name__
        except NameError as e: k = str(e)
        c[k] = c.get(k, 0) + 1
    return c
print(nonlocal_del(200))
g = 1
def global_del(n):
    global g
    c = {}
    for i in range(n):
        try: k = g
        except NameError as e: k = type(e).__name__, str(e), e.name
        c[k] = c.get(k, 0) + 1
        if i == 100: del g
        if i == 150: g = 2
        if i == 180:
            del g
            try: del g
            except NameError as e: c['twice'] = str(e)
    return c
print(global_del(250))
def swapped_in_try(n):
    a, b, fails = 1, 2, 0
    for i in range(n):
        try:
            a, b = b, a
            if i % 40 == 39: del a
            t = a + b
        except UnboundLocalError:
            fails += 1
            a = b + 1 if b < 100 else 1
    return a, b, t, fails
print(swapped_in_try(300))
def comprehension(n):
    out = {}
    for i in range(n):
        try: r = sum(z + q for z in range(3))
        except NameError as e: r = str(e)
        if i == 50: q = 1
        if i == 80: del q
        if i == 110: q = 0.5
        out[r] = out.get(r, 0) + 1
    return out
print(comprehension(150))
def star_del(n):
    s = 0
    for i in range(n):
        a, *b, c = range(i % 5 + 2)
        if i % 7 == 0: del b[:]
        if i % 11 == 0: del a, c; a = c = 1
        s += a + len(b) + c
    del (a, b), c
    try: b
    except UnboundLocalError as e: return s, str(e)
print(star_del(300))
class Body:
    s = 0
    for i in range(300):
        s += i
        if i == 200: del s; s = 0
    try: missing
    except NameError as e: m = str(e)
    del i
print(Body.s, Body.m, hasattr(Body, 'i'))
