# Syntax errors: type, message, position.
cases = [
    '1 +', 'x = ', 'if x', 'if x:\n', 'def f(:\n pass', 'for in x: pass', 'while True print(1)', 'print "hello"', 'a b', '1 = x', 'f() = 1', 'None = 1',
    'def f(a, a): pass', 'def f(a=1, b): pass', 'f(a=1, 2)', 'f(**k, *a)', 'return 1', 'yield 1', 'break', 'continue', 'def f():\n  x = 1\n  global x',
    'def f():\n  nonlocal y', 'nonlocal z', 'x = (1, 2', 'x = [1, 2)', ')', '"unterminated', "'''open", 'f"{x"', 'f"{}"', 'f"{a b}"', 'f"}"', '  x = 1', 'if 1:\nx = 2',
    'def f():\n\tx\n        y', 'x = 1 2', 'a = 5 if 6', 'import', 'from x import', 'from . import *, a', 'class', 'class C(:', 'lambda x', 'del f()', 'del 1', 'a, b += 1', '(a, b) := 1',
    'x := 5', 'with open(x) as 5: pass', 'try: pass', 'try:\n pass\nexcept:\n pass\nexcept ValueError: pass', 'async def f(): yield from x', 'await x', 'def f(): await x',
    '0777', '1_000_', '0x', '1e', '12abc', '0b12', 'a?b', 'x = $', '!x', 'x = "\\N{bad name}"', "b'é'", 'assert', 'raise from x', '*a', '*a = 1', 'a, *b, *c = x', '[*a for a in b]', '{**a for a in b}',
    'f(x for x in y, 1)', 'f(a, b for b in c)', 'def f(*): pass', 'def f(**a, b): pass', 'def f(a, /, b, /): pass', 'def f(*a, *b): pass', 'match x:\n case a: pass\n case b: pass', 'match x:\n case a | b: pass',
    'match x:\n case [*a, *b]: pass', 'match x:\n case {**a, "k": 1}: pass', 'x: int: str', 'True = 1', '__debug__ = 1', 'def f(None): pass', 'import a.b as c.d', 'from __future__ import nope', 'x = yield = 1', 'else: pass', 'elif x: pass',
    'print(1', 'd = {1: 2, 3}', 'd = {1, 2: 3}', '{1: *a}', '{1:}', 'x[', 'x[1:2', 'a = b = ', 'global x, 5', 'for x in range(3):', 'if x = 1: pass', 'while x = 1: pass', 'f(a.b=1)', 'f(True=1)', 'x.1', 'if True:\n  a\n b',
    'try:\n pass\nexcept* A: pass\nexcept B: pass', 'type X[T, T] = int', 'def f[T: (yield)](): pass', 'x = not', 'a if b else', 'a not b', '"abc" "def', 'a ! b', 'a <> b', 'a++', 'i = i++ + 1', 'def f() -> : pass', 'class A: x = yield',
]
for src in cases:
    try:
        compile(src, '<case>', 'exec')
    except SyntaxError as e:
        print(repr(src), '|', type(e).__name__, '|', e.msg, '|', e.lineno, e.offset)
    else:
        print(repr(src), '| ok')
