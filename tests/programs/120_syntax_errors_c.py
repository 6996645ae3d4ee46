# Syntax errors: type, message, position.
cases = [
    'a?b',
    'x = $',
    '!x',
    'x = "\\N{bad name}"',
    "b'é'",
    'assert',
    'raise from x',
    '*a',
    '*a = 1',
    'a, *b, *c = x',
    '[*a for a in b]',
    '{**a for a in b}',
    'f(x for x in y, 1)',
    'f(a, b for b in c)',
    'def f(*): pass',
    'def f(**a, b): pass',
    'def f(a, /, b, /): pass',
    'def f(*a, *b): pass',
    'match x:\n case a: pass\n case b: pass',
    'match x:\n case a | b: pass',
    'match x:\n case [*a, *b]: pass',
    'match x:\n case {**a, "k": 1}: pass',
    'x: int: str',
    'True = 1',
    '__debug__ = 1',
    'def f(None): pass',
    'import a.b as c.d',
    'from __future__ import nope',
    'x = yield = 1',
    'else: pass',
]
for src in cases:
    try:
        compile(src, '<case>', 'exec')
    except SyntaxError as e:
        print(repr(src), '|', type(e).__name__, '|', e.msg, '|', e.lineno, e.offset)
    else:
        print(repr(src), '| ok')
