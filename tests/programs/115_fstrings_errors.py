# f-strings: expressions, conversions, format specs, nesting, self-documenting, quotes, errors: the errors.
x, y, name, pi = 10, 3, 'World', 3.14159265
width, prec = 10, 4
class F:
    def __format__(self, spec): return f'<{spec}>'
    def __str__(self): return 'str'
    def __repr__(self): return 'repr'
f = F()
class NoFormat:
    def __str__(self): return 'nf'
def attempt(t):
    try:
        print(t())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: f'{NoFormat():>5}'.replace('nf', 'nf'))
attempt(lambda: f'{x:s}')
attempt(lambda: f'{name:d}')
attempt(lambda: f'{name:+}')
attempt(lambda: f'{name:,}')
attempt(lambda: f'{pi:d}')
attempt(lambda: f'{x:.2}')
attempt(lambda: f'{x:!}')
attempt(lambda: f'{[]:5}')
attempt(lambda: f'{None:5}')
attempt(lambda: f'{name:=10}')
attempt(lambda: f'{x:,_}')
attempt(lambda: f'{1.5:x}')
attempt(lambda: f'{undefined_here}')
class BadFormat:
    def __format__(self, s): return 5
attempt(lambda: f'{BadFormat()}')
attempt(lambda: f'{True:d} {True} {True:5}|{None} {...}')
def order():
    log = []
    def t(v):
        log.append(v)
        return v
    s = f'{t(1)}{t(2):{t(3)}}{t(4)!r}'
    return s, log
d = {'key': 'v'}
