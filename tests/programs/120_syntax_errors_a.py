# Syntax errors: type, message, position.
cases = [
    '1 +',
    'x = ',
    'if x',
    'if x:\n',
    'def f(:\n pass',
    'for in x: pass',
    'while True print(1)',
    'print "hello"',
    'a b',
    '1 = x',
    'f() = 1',
    'None = 1',
    'def f(a, a): pass',
    'def f(a=1, b): pass',
    'f(a=1, 2)',
    'f(**k, *a)',
    'return 1',
    'yield 1',
    'break',
    'continue',
    'def f():\n  x = 1\n  global x',
    'def f():\n  nonlocal y',
    'nonlocal z',
    'x = (1, 2',
    'x = [1, 2)',
    ')',
    '"unterminated',
    "'''open",
    'f"{x"',
    'f"{}"',
]
for src in cases:
    try:
        compile(src, '<case>', 'exec')
    except SyntaxError as e:
        print(repr(src), '|', type(e).__name__, '|', e.msg, '|', e.lineno, e.offset)
    else:
        print(repr(src), '| ok')
