# Frames of hot loops seen from inside: f_lineno, f_locals, f_back names, locals(), eval and exec.
import sys
def peek(depth=1):
    f = sys._getframe(depth)
    return f.f_code.co_name, f.f_lineno
def names():
    f, out = sys._getframe(1), []
    while f and f.f_code.co_name != '<module>':
        out.append(f.f_code.co_name)
        f = f.f_back
    return '<'.join(out)
def lines(n):
    seen = {}
    for i in range(n):
        a = peek()
        b = (peek(),
             peek())
        if i % 10 == 0:
            c = peek()
        k = a, b, c
        seen[k] = seen.get(k, 0) + 1
    return seen
print(lines(300))
def level3(i): return names() if i % 50 == 0 else None
def level2(i): return level3(i)
def level1(n):
    out = []
    for i in range(n):
        r = level2(i)
        if r: out.append(r)
        out += [x for x in [names()] if i == 77]
        if i == 78: out.append((lambda: names())())
    return out
print(level1(200))
def caller_locals(): return dict(sys._getframe(1).f_locals)
def snapshot(n):
    x, y, out = 0, 0.5, []
    for i in range(n):
        x += i
        y *= 1.5 if i < 20 else 1
        t = (x, i)
        if i % 60 == 59: out.append(caller_locals())
        if i == 100: del t
        if i == 100: out.append(sorted(caller_locals()))
    return [{k: v for k, v in d.items() if k != 'out'} if isinstance(d, dict) else d for d in out]
for row in snapshot(200): print(row)
def locals_call(n):
    a, out = 0, []
    for i in range(n):
        d = locals()
        a += d['a'] % 7 + 1
        d['a'] = -1
        if i % 50 == 0: out.append((a, d['i'], sorted(k for k in d)))
    return out
print(locals_call(200))
def evals(n):
    x, s = 5, []
    for i in range(n):
        v = eval('x + i') if i % 20 == 0 else x + i
        exec('x = 100')
        if i % 60 == 0: s.append((v, x, eval('[x * k for k in (1, 2)]')))
        x = v % 11
    return s
print(evals(200))
def kept_frame(n):
    x = 0
    for i in range(n):
        x += i
        if i == n // 2: f = sys._getframe()
    return f
f = kept_frame(300)
print(f.f_locals['x'], f.f_locals['i'], f.f_code.co_name, f.f_back is sys._getframe())
def gen(n):
    total = 0
    for i in range(n):
        total += i
        yield peek()
g, s = gen(300), set()
for i, v in enumerate(g):
    s.add(v)
    if i % 100 == 50: print(g.gi_frame.f_lineno, g.gi_frame.f_locals['total'], g.gi_running, g.gi_suspended)
print(s, g.gi_frame)
class K:
    def m(self, n):
        for i in range(n):
            r = self.deep(i)
        return r
    def deep(self, i):
        if i < 150: return i
        f = sys._getframe(1)
        return f.f_code.co_qualname, f.f_locals['i'], f.f_locals['self'] is self
print(K().m(200))
def clear_after(n):
    frames = []
    def inner(k):
        v = [k]
        frames.append(sys._getframe())
        return len(v)
    t = sum(inner(k) for k in range(n))
    a = frames[n // 2].f_locals['v']
    frames[n // 2].clear()
    return t, a, frames[n // 2].f_locals, frames[-1].f_locals['v']
print(clear_after(150))
