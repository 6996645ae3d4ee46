# Globals, builtins and module attributes that change in the middle of hot loops: by the loop, a callee, exec, globals(), setattr.
import builtins, types
G, STEP = 1, 10
def bump(i):
    global G
    if i % 100 == 99: G += 1
    return G
def read_only(n):
    s, out = 0, []
    for i in range(n):
        s += G * bump(i)
        if i % 50 == 0: out.append((s, G))
    return out
print(read_only(400))
def written(n):
    global G, STEP
    for i in range(n):
        G += STEP
        if i == 100: STEP = 0.5
        if i == 200: STEP, G = 'x', ''
        if i == 300: G = STEP = 10 ** 20
        if i % 60 == 0: print(i, G if not isinstance(G, str) else len(G))
written(350)
def other_ways(n):
    global G
    G, s, out = 1, 0, []
    for i in range(n):
        s += G
        if i == 50: globals()['G'] = 2
        if i == 100: exec('G = 3', globals())
        if i == 150: exec('global G\nG = 4')
        if i == 200: __import__('__main__').G = 5
        if i == 250: vars(__import__('__main__')).update(G=6)
        if i == 300: globals().__setitem__('G', 7)
        if i == 350: globals().pop('G')
        if i == 350: builtins.G = 100
        if i == 400: G = 8
        if i == 450: del G, builtins.G
        if i == 450:
            try: s += G
            except NameError as e: out.append(str(e))
            globals().setdefault('G', 9)
        if i % 25 == 0: out.append(s)
    return out
print(other_ways(500))
def shadowed(n):
    global len, abs
    t, out = 0, []
    data = [1, -2, 3]
    for i in range(n):
        t += len(data) + abs(data[1]) + max(data)
        if i == 100: len = lambda x: 100
        if i == 150: abs = lambda x: 0.25
        if i == 200: del len
        if i == 250: del abs
        if i == 300: builtins.len, keep = (lambda x: -1), builtins.len
        if i == 350: builtins.len = keep
        if i == 360: builtins.max, keep = min, max
        if i == 390: builtins.max = keep
        if i % 30 == 0: out.append(t)
    return out
print(shadowed(450))
def types_shadowed(n):
    global int, isinstance, range
    r = []
    for i in range(n):
        x = int(i / 2) if isinstance(i, int) else 'not int'
        if i == 50: int = float
        if i == 100: int = __builtins__.int
        if i == 120: isinstance = lambda a, b: True
        if i == 150: del int, isinstance
        if i == 160: range = lambda k: iter('ab')
        if i == 170: y = [k for k in range(3)]
        if i == 180: del range
        if i % 20 == 10 or 118 < i < 123: r.append(x)
    return r, y
print(types_shadowed(250))
mod = types.ModuleType('mod')
exec('a = 1\ndef f(x): return x + a\nclass K:\n    v = 3\n', mod.__dict__)
def module_attributes(n):
    s, out = 0, []
    for i in range(n):
        s += mod.a + mod.f(i) + mod.K.v
        if i == 60: mod.a = 5
        if i == 120: exec('a = 0.5', mod.__dict__)
        if i == 180: mod.f = lambda x: -x
        if i == 240: mod.K.v = 7
        if i == 300: mod.K = type('K', (), {'v': 2 ** 62})
        if i == 360: del mod.a
        if i == 360: mod.__getattr__ = lambda name: len(name) * 1000
        if i == 400: mod.a = 1; del mod.__getattr__
        if i % 40 == 0: out.append(s)
    return out
print(module_attributes(450))
def missing(n):
    c = {}
    for i in range(n):
        try: r = appears
        except NameError as e: r = str(e)
        if i == 100: globals()['appears'] = 'global'
        if i == 150: builtins.appears = 'builtin'
        if i == 200: del globals()['appears']
        if i == 250: del builtins.appears
        c[r] = c.get(r, 0) + 1
    return c
print(missing(300))
own = {'len': lambda x: 42, 'range': range}
ns = {'__builtins__': own, 'x': 1, 'B': own}
exec('''def h(n):
    t = 0
    for i in range(n):
        t += len(()) + x
        if i == 100: B['len'] = lambda z: 0
    return t''', ns)
print(ns['h'](200))
for i in range(300):
    G = i if i % 2 else G + 0.5
    if i % 75 == 0: print(i, G)
    loop_global = i * G
print(i, loop_global)
