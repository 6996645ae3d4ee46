# Syntax errors: type, message, position.
cases = [
    'elif x: pass',
    'print(1',
    'd = {1: 2, 3}',
    'd = {1, 2: 3}',
    '{1: *a}',
    '{1:}',
    'x[',
    'x[1:2',
    'a = b = ',
    'global x, 5',
    'for x in range(3):',
    'if x = 1: pass',
    'while x = 1: pass',
    'f(a.b=1)',
    'f(True=1)',
    'x.1',
    'if True:\n  a\n b',
    'try:\n pass\nexcept* A: pass\nexcept B: pass',
    'type X[T, T] = int',
    'def f[T: (yield)](): pass',
    'x = not',
    'a if b else',
    'a not b',
    '"abc" "def',
    'a ! b',
    'a <> b',
    'a++',
    'i = i++ + 1',
    'def f() -> : pass',
    'class A: x = yield',
]
for src in cases:
    try:
        compile(src, '<case>', 'exec')
    except SyntaxError as e:
        print(repr(src), '|', type(e).__name__, '|', e.msg, '|', e.lineno, e.offset)
    else:
        print(repr(src), '| ok')
