# exec of every kind of statement from text, one by one, with the names it leaves behind.
sources = ['x = 1', 'x: int = 1', 'x = y = 2', 'a, *b = 1, 2, 3', 'x = 1; x += 4', 'def f(): return 3\nx = f()', 'class C: v = 5\nx = C.v', 'x = [i for i in range(3)]', 'x = {i: i for i in "ab"}', 'x = lambda: 7\nx = x()',
           'for i in range(3): x = i', 'i = 0\nwhile i < 3: i += 1', 'try:\n  1/0\nexcept ZeroDivisionError as e:\n  x = str(e)', 'with open("/dev/null") as fh: x = 1', 'import math\nx = math.pi', 'from math import floor as fl\nx = fl(2.5)',
           'global g\ng = 5', 'x = 5\ndel x', 'assert 1', 'pass', 'if 1: x = "then"\nelse: x = "else"', 'def g():\n  yield 1\nx = list(g())', 'x = (y := 4) + 1', 'x = f"{1 + 1}"', 'match 5:\n  case 5: x = "five"', 'async def co(): return 1\nc = co()\nc.close()\nx = type(c).__name__',
           'type A[T] = list[T]\nx = A.__name__', 'def d(f): return 9\n@d\ndef x(): pass', 'x = 1 if 0 else 2', 'x = 1 < 2 < 3', 'x = not 1', 'x = [1, 2, 3][::2]', 'x = (*[1], 2)', 'x = {**{"a": 1}}', 'x = print', 'raise ValueError("from exec")', 'nope', 'return 5', 'x = b"a" + b"b"', 'x = ...', '"doc"', 'x = 1,', 'x = 2 ** -1', 'try: x = 1\nfinally: y = 2', 'def f[T](v: T) -> T: return v\nx = f(3)', 'class D[T]: pass\nx = D[int].__args__', 'lambda x: x', 'x = t"{1}".values', 'while 1: break\nelse: y = 1', 'for x in []: pass\nelse: y = "empty"', 'nonlocal q', 'x = yield', 'await z', 'break', 'from . import x', 'x = __name__']
for s in sources:
    ns = {'__name__': 'space'}
    try:
        exec(s, ns)
        print(repr(s), {k: v for k, v in ns.items() if not k.startswith('__') and not callable(v) and type(v).__name__ not in ('module', 'TextIOWrapper', 'coroutine', 'TypeAliasType', 'ZeroDivisionError')})
    except Exception as e:
        print(repr(s), type(e).__name__, getattr(e, 'msg', None) or e)
for e in ('1 + 1', '(1, 2)', '[x for x in range(2)]', 'lambda: 0', '{1: 2}', 'x if x else 0', '*a', 'a = 1', 'yield', '(yield)', 'f"{2}"', 'not x', 'x.y', 'a[1:2]', '1 if', '', '# only comment', '1\n', '1;'):
    try:
        v = eval(e, {'x': 3})
        print(repr(e), 'function' if callable(v) else v)
    except Exception as err:
        print(repr(e), type(err).__name__, getattr(err, 'msg', None) or err)
