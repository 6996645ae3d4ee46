# Hot loops at module level and in class bodies and exec: their names live in dictionaries, and callees see every store at once.
def see(): return counter, total
counter = total = 0
history = []
for counter in range(300):
    total += counter
    if see() != (counter, total): print('stale', counter)
    if counter % 60 == 0: history.append(see())
print(history, counter, total)
def poke():
    global total
    total = total + 0.5 if isinstance(total, int) else int(total) + 1
for i in range(300):
    poke()
    total += 1
    if i % 75 == 0: print(i, total)
for i in range(200):
    if i == 100: globals()['total'] = 'text'
    if i == 120: del total
    if i == 140: total = 1
    try: last = total
    except NameError as e: last = str(e)
    if i % 20 == 5: print(i, last)
class Body:
    n, out = 0, []
    for k in range(200):
        n += k
        if k == 100: local = 'class'
        if k % 40 == 0: out.append((n, 'local' in locals()))
        if k == 150: locals()['n'] = 0
        i = k
    def m(self): return i
print(Body.n, Body.out, Body.i, Body.k, Body().m(), i)
class Lookup(dict):
    def __missing__(self, name):
        self.asked = getattr(self, 'asked', 0) + 1
        if name == 'dynamic': return self.asked
        raise KeyError(name)
class Meta(type):
    @classmethod
    def __prepare__(m, name, bases): return Lookup()
    def __new__(m, name, bases, ns): c = super().__new__(m, name, bases, dict(ns)); c.asked = ns.asked; return c
class Odd(metaclass=Meta):
    t = 0
    for k in range(150):
        t += dynamic if k % 2 else len('ab')
print(Odd.t, Odd.asked)
ns = Lookup(t=0)
exec('for k in range(120):\n    t += dynamic\n    if k == 60: dynamic = 1000\n', {}, ns)
print(ns['t'], ns.asked, ns['dynamic'])
src = '''
def g(n):
    s = 0
    for i in range(n):
        s += step
        if i == n // 2: exec("step = 10", globals())
    return s
step = 1
r = [g(100), g(100)]
'''
spaces = [{} for _ in range(4)]
for d in spaces[1:]: exec(src, d)
exec(src, spaces[0])
print([d['r'] for d in spaces], spaces[2]['step'])
code = compile('[x * y for x in range(3) for y in range(k)]', 'e', 'eval')
print([sum(eval(code, {'k': k % 5})) for k in range(100)][::9])
f1 = lambda: shared + 1
import types
f2 = types.FunctionType(f1.__code__, {'shared': 100})
shared, t = 0, []
for i in range(200):
    shared += i
    t.append((f1(), f2()))
    if i == 100: f2.__globals__['shared'] = 0.5
print(t[::40], shared)
while True:
    counter -= 1
    if counter % 7: continue
    if counter < 100: break
    total += counter
else: print('never')
print(counter, total)
for a in range(20):
    for b in range(20):
        for c in range(20):
            if a * a + b * b == c * c and a and b: history.append((a, b, c))
            if c > a + b: break
print(history[5:], a, b, c)
squares = {n: n * n for n in range(100)}
evens = [n for n in squares if squares[n] % 2 == 0]
gen = (n + total for n in evens)
total = 1000
print(sum(gen), len(evens), 'n' in globals())
try:
    for i in range(1000):
        x = 1 / (900 - i)
except ZeroDivisionError as e: print(i, x, e.__traceback__.tb_lineno, 'e' in globals())
print('e' in globals())
