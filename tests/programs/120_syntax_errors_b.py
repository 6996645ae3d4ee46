# Syntax errors: type, message, position.
cases = [
    'f"{a b}"',
    'f"}"',
    '  x = 1',
    'if 1:\nx = 2',
    'def f():\n\tx\n        y',
    'x = 1 2',
    'a = 5 if 6',
    'import',
    'from x import',
    'from . import *, a',
    'class',
    'class C(:',
    'lambda x',
    'del f()',
    'del 1',
    'a, b += 1',
    '(a, b) := 1',
    'x := 5',
    'with open(x) as 5: pass',
    'try: pass',
    'try:\n pass\nexcept:\n pass\nexcept ValueError: pass',
    'async def f(): yield from x',
    'await x',
    'def f(): await x',
    '0777',
    '1_000_',
    '0x',
    '1e',
    '12abc',
    '0b12',
]
for src in cases:
    try:
        compile(src, '<case>', 'exec')
    except SyntaxError as e:
        print(repr(src), '|', type(e).__name__, '|', e.msg, '|', e.lineno, e.offset)
    else:
        print(repr(src), '| ok')
