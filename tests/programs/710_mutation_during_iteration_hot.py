# Containers changed while hot loops iterate over them, and closures changing in loops.
def list_grow():
    l, s = [1], 0
    for x in l:
        s += x
        if len(l) < 500: l.append(x + 1)
    return s, len(l)
print(list_grow())
def list_shrink():
    l, seen = list(range(400)), 0
    for x in l:
        seen += 1
        l.pop()
    return seen, len(l)
print(list_shrink())
def list_clear():
    l, seen = list(range(100)), []
    for x in l:
        seen.append(x)
        if x == 50: l.clear()
    return len(seen)
print(list_clear())
def list_replace():
    l = list(range(200))
    for i, x in enumerate(l):
        if i % 2: l[i] = str(x)
        elif i + 2 < len(l): l[i + 2] = float(i)
    return l[:6], l[-1]
print(list_replace())
def list_insert():
    l, n = [1, 2, 3], 0
    for x in l:
        n += 1
        if n < 100: l.insert(0, x)
        else: break
    return n, l[:5]
print(list_insert())
def dict_error(n):
    errors = 0
    for k in range(n):
        d = {i: i for i in range(k % 10 + 1)}
        try:
            for x in d: d[x + 100] = 1
        except RuntimeError as e:
            errors += 1
            msg = str(e)
    return errors, msg
print(dict_error(200))
def dict_values_change():
    d = {i: 0 for i in range(100)}
    for k in d: d[k] = d[99 - k] + k
    return sum(d.values())
print(dict_values_change())
def exhausted():
    l = [1, 2]
    it = iter(l)
    list(it)
    l.append(3)
    return list(it)
print(exhausted())
def index_loop(n):
    l = list(range(10))
    s = 0
    for i in range(n):
        try:
            s += l[i % 12]
        except IndexError:
            l.append(i)
        if i % 30 == 29: del l[5:]
    return s, len(l)
print(index_loop(500))
def closures(n):
    fs = []
    for i in range(n):
        def f(x, k=i): return x + k + i
        fs.append(f)
    return sum(f(1) for f in fs)
print(closures(200))
