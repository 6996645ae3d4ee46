# eval, exec, compile with namespaces; global statements; locals().
x = 'module'
print(eval('1 + 2 * 3'), eval('x'), eval('x', {'x': 'given'}), eval('y', {}, {'y': 'local'}))
ns = {}
exec('a = 1\nb = a + 1\ndef f(): return a + b', ns)
print(ns['a'], ns['b'], ns['f'](), sorted(k for k in ns if not k.startswith('__')), '__builtins__' in ns)
exec('x = "rebound"')
print(x)
def inside():
    y = 'local y'
    exec('y = "changed"')
    loc = {}
    exec('z = y', globals(), dict(y=y) | loc)
    return y, eval('y'), sorted(locals())
print(inside())
def locs():
    a = 1
    l = locals()
    a = 2
    l['a'] = 99
    return a, l['a'], locals()['a']
print(locs())
code = compile('p + q', '<test>', 'eval')
print(eval(code, {'p': 3, 'q': 4}), code.co_names, code.co_filename)
code = compile('r = [i for i in range(3)]\nprint(r)', '<test>', 'exec')
exec(code, {})
code = compile('5 + 5', '<s>', 'single')
exec(code)
exec(compile('None', '<s>', 'single'))
exec(compile('"text"', '<s>', 'single'))
def glob():
    global made, x
    made = 'made'
    x = 'from glob'
    class K:
        global in_class
        in_class = 'class global'
    def inner():
        global deep
        deep = 1
    inner()
glob()
print(made, x, in_class, deep)
class Scope:
    x = 'class x'
    print(x)
    def m(self): return x
    del x
    print(x)
print(Scope().m())
class Loc:
    a = 1
    locals()['b'] = 2
    exec('c = 3')
print(Loc.b, Loc.c)
globals()['dynamic'] = 'dyn'
print(dynamic)
class Map(dict):
    def __missing__(self, k):
        return f'missing {k}'
print(eval('foo + bar', {}, Map()))
exec('print(foo)', {}, Map(print=print))
src = 'def gen():\n    yield from range(3)\nresult = list(gen())'
space = {}
exec(src, space)
print(space['result'], space['gen'].__module__, space['gen'].__code__.co_filename)
print(eval('__name__'), eval('__builtins__') is not None)
exec('async def co(): return 7', space)
try:
    space['co']().send(None)
except StopIteration as s:
    print(s.value)
def f(a, b=2, *c, d, **e):
    z = 1
    return sorted(locals().items())
print(f(1, 2, 3, d=4, g=5), sorted(vars()) == sorted(globals()))
