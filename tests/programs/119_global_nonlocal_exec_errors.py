# eval, exec, compile with namespaces; global statements; locals(): the errors.
x = 'module'
ns = {}
exec('a = 1\nb = a + 1\ndef f(): return a + b', ns)
exec('x = "rebound"')
def inside():
    y = 'local y'
    exec('y = "changed"')
    loc = {}
    exec('z = y', globals(), dict(y=y) | loc)
    return y, eval('y'), sorted(locals())
def locs():
    a = 1
    l = locals()
    a = 2
    l['a'] = 99
    return a, l['a'], locals()['a']
code = compile('p + q', '<test>', 'eval')
code = compile('r = [i for i in range(3)]\nprint(r)', '<test>', 'exec')
exec(code, {})
code = compile('5 + 5', '<s>', 'single')
exec(code)
exec(compile('None', '<s>', 'single'))
exec(compile('"text"', '<s>', 'single'))
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: eval('1 +'))
attempt(lambda: eval('a = 1'))
attempt(lambda: eval(''))
attempt(lambda: exec('x ='))
attempt(lambda: eval('undefined_q'))
attempt(lambda: compile('1', 'f', 'bad'))
attempt(lambda: eval(5))
attempt(lambda: exec('1', 5))
attempt(lambda: eval('1', {}, 5))
attempt(lambda: eval('  1 + 1'))
attempt(lambda: eval(b'2 + 2'))
attempt(lambda: exec('def g():\n  return 1\n\nprint(g())'))
attempt(lambda: eval('(lambda: x)()', {'x': 'g'}))
attempt(lambda: eval('[x for _ in range(2)]', {'x': 'g'}))
attempt(lambda: eval('[y for _ in range(2)]', {}, {'y': 'l'}))
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
class Scope:
    x = 'class x'
    print(x)
    def m(self): return x
    del x
    print(x)
class Loc:
    a = 1
    locals()['b'] = 2
    exec('c = 3')
globals()['dynamic'] = 'dyn'
class Map(dict):
    def __missing__(self, k):
        return f'missing {k}'
exec('print(foo)', {}, Map(print=print))
src = 'def gen():\n    yield from range(3)\nresult = list(gen())'
space = {}
exec(src, space)
exec('async def co(): return 7', space)
try:
    space['co']().send(None)
except StopIteration as s:
    print(s.value)
def f(a, b=2, *c, d, **e):
    z = 1
    return sorted(locals().items())
