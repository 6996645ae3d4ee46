# Template strings (PEP 750).
from string.templatelib import Template, Interpolation, convert
name, n = 'World', 42
t = t'Hello {name}!'
print(type(t).__name__, t.strings, t.values, [type(i).__name__ for i in t.interpolations])
i = t.interpolations[0]
print(i.value, i.expression, i.conversion, repr(i.format_spec))
t = t'{n:05d} {name!r:>10} {n + 1 = } {n=}'
for part in t:
    if isinstance(part, str):
        print('str', repr(part))
    else:
        print('int', repr(part.value), part.expression, part.conversion, repr(part.format_spec))
print(t.strings, t.values)
def render(template):
    out = []
    for part in template:
        if isinstance(part, str):
            out.append(part)
        else:
            out.append(format(convert(part.value, part.conversion), part.format_spec))
    return ''.join(out)
print(render(t), render(t'plain'), render(t'') == '')
print(t'' .strings, t'a'.strings, t'{n}'.strings, t'{n}{name}'.strings, t'a{n}b{n}c'.strings)
both = t'a{n}' + t'{name}b'
print(both.strings, both.values)
try:
    t'a' + 'b'
except TypeError as e:
    print(e)
try:
    'b' + t'a'
except TypeError as e:
    print(e)
print(t'a' t'{n}' t'b'.strings)
width = 8
nested = t'{n:{width}d}|{name:{"<"}{width}}'
print([p.format_spec for p in nested.interpolations], render(nested))
print(repr(t'x{n}y'), repr(t.interpolations[0]))
m = Template('a', Interpolation(5, 'five', 'r', '>3'), 'b', 'c')
print(m.strings, m.values, render(m))
i = Interpolation('v')
print(i.value, repr(i.expression), i.conversion, repr(i.format_spec))
match m.interpolations[0]:
    case Interpolation(v, e, c, s):
        print(v, e, c, s)
print(rt'\n{n}'.strings, t'{{}}'.strings, T'{n}'.values)
def html(template):
    esc = lambda s: str(s).replace('&', '&amp;').replace('<', '&lt;')
    return ''.join(p if isinstance(p, str) else esc(p.value) for p in template)
evil = '<script>&'
print(html(t'<p>{evil}</p>'))
def lazy():
    calls = []
    def f(v):
        calls.append(v)
        return v
    tt = t'{f(1)}{f(2)}'
    return calls, tt.values
print(lazy())
for bad in (lambda: Template(5), lambda: Interpolation(), lambda: Interpolation(1, 'e', 'x'), lambda: Template(a=1)):
    try:
        bad()
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
print(t'{n}' == t'{n}', list(t'{n}x')[1], len(list(t'a{n}b')))
try:
    t.strings = ()
except AttributeError as e:
    print(e)
print(t'{n!s}'.interpolations[0].conversion, t'{ n }'.interpolations[0].expression, t'{name.upper()[0]}'.interpolations[0].expression)
