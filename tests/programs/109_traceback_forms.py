# Caret ranges of tracebacks for many kinds of expression.
import traceback
def report(f):
    try:
        f()
    except Exception as e:
        lines = traceback.format_exception(e)
        print(''.join(lines[2:]), end='')
a = None
d = {'x': {'y': None}}
def attribute(): return a.b.c
def subscript(): return d['x']['y']['z']
def binary(): return 1 + 2 * d
def divide(): return (1 + 2) / (3 - 3)
def call(): return len(1, 2)
def nested_call(): return int(str(float('x')))
def unary(): return -d
def compare(): return 1 < 2 < d
def assign_sub(): a['k'] = 1
def assign_attr(): a.attr = 1
def aug(): 
    x = 'a'
    x += 1
def multi():
    return max(
        1,
        d,
    )
def fstring(): return f'{a.b} text'
def comp(): return [x.y for x in (1, 2)]
def lam(): return (lambda: a.b)()
def star(): return print(*5)
def unpack():
    q, r = 1, 2, 3
def imp():
    import not_a_module_at_all
def raise_it(): raise RuntimeError('raised')
def assertion(): assert d == {}, 'not empty'
def name(): return undefined_thing + 1
def await_like():
    for x in 5: pass
def with_bad():
    with 5: pass
def conditional(): return a.b if d else 1
def method(): return 'abc'.join([1, 2])
def chained(): return 'abc'.upper().lower().nope().more()
def slice_(): return [1, 2][a:'x']
def dele(): del d['nope']
for f in (attribute, subscript, binary, divide, call, nested_call, unary, compare, assign_sub, assign_attr, aug, multi, fstring,
          comp, lam, star, unpack, imp, raise_it, assertion, name, await_like, with_bad, conditional, method, chained, slice_, dele):
    print('--', f.__name__)
    report(f)
