# Writes through f_locals of a running hot function: locals, cells, the loop variable, names that are no local of it.
import sys
def poke(name, value): sys._getframe(1).f_locals[name] = value
def written(n):
    x, s, out = 1, 0, []
    def cell(): return s
    for i in range(n):
        s += x
        if i == 100: poke('x', 10)
        if i == 150: poke('s', 0)
        if i == 200: poke('x', 0.5)
        if i == 250: poke('fresh', 'new'); out.append(sys._getframe().f_locals['fresh'])
        if i == 270: poke('i', 1000)
        if i % 30 == 0 or i == 1000: out.append((i, s, cell()))
    return out
print(written(300))
def swapped(n):
    a, b, out = 1, 'b', []
    for i in range(n):
        if i % 50 == 49:
            f = sys._getframe().f_locals
            f['a'], f['b'] = f['b'], f['a']
            f.update({'out': out + [(i, a, b)]})
        a, b = (a + 1, b) if isinstance(a, int) else (a, b + 1)
    return out, a, b
print(swapped(260))
def callee_changes_total(n):
    def add(k):
        caller = sys._getframe(1).f_locals
        caller['total'] += k
        return caller['total']
    total = 0
    for i in range(n):
        r = add(i)
        if r != total: return 'differs', i, r, total
    return total
print(callee_changes_total(200))
def errors(n):
    out = {}
    for i in range(n):
        f = sys._getframe().f_locals
        for op in (lambda: f['nothing'], lambda: f.pop('i'), lambda: f.__delitem__('i'), lambda: f.clear()):
            try: r = op()
            except (KeyError, ValueError, AttributeError) as e: r = type(e).__name__, str(e)
            out[r] = out.get(r, 0) + 1
    return out
print(errors(50))
def generator(n):
    x = 0
    for i in range(n):
        x += 1
        yield x
g, got = generator(200), []
for v in g:
    if v % 60 == 0: g.gi_frame.f_locals['x'] = v + 10.5
    if v == 100: g.gi_frame.f_locals['x'] = 2 ** 63 - 1
    got.append(v)
print(got[58:62], got[98:102], got[-1])
