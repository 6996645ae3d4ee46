//! Whole programs through the interpreter.

mod harness;

use harness::run;

#[track_caller]
fn prints(source: &str, expected: &str) {
    assert_eq!(run(source).trim_end(), expected.trim());
}

#[test]
fn calls_bind_every_kind_of_argument() {
    prints(
        "def f(a, /, b, *args, c=3, **kw): return a, b, args, c, kw\nprint(f(1, 2), f(1, b=2, c=4, d=5), f(*(1, 2, 3), **{'x': 4}))\nf(1)",
        "(1, 2, (), 3, {}) (1, 2, (), 4, {'d': 5}) (1, 2, (3,), 3, {'x': 4})\nTypeError: f() missing 1 required positional argument: 'b' at [3]",
    );
}

#[test]
fn exceptions_find_their_handlers() {
    prints(
        "
def f(n):
    try:
        if n: raise KeyError(n)
        return 'plain'
    except (IndexError, KeyError) as e:
        return 'caught', e.args
    finally:
        print('finally', n)
print(f(0), f(1))
try:
    try:
        1 / 0
    except ZeroDivisionError as e:
        raise ValueError('second') from e
except ValueError as e:
    print(type(e.__cause__), e.__context__ is e.__cause__, e.__traceback__.tb_lineno)
",
        "finally 0\nfinally 1\nplain ('caught', (1,))\n<class 'ZeroDivisionError'> True 15",
    );
}

#[test]
fn exception_groups_split() {
    prints(
        "
try:
    raise ExceptionGroup('g', [ValueError(1), TypeError(2), ExceptionGroup('h', [ValueError(3)])])
except* ValueError as e:
    print(repr(e))
except* TypeError as e:
    print(repr(e))
",
        "ExceptionGroup('g', [ValueError(1), ExceptionGroup('h', [ValueError(3)])])\nExceptionGroup('g', [TypeError(2)])",
    );
}

#[test]
fn handled_exceptions_nest_across_generators() {
    prints(
        "
def current():
    try:
        raise
    except RuntimeError: return None
    except BaseException as e: return type(e).__name__
def g():
    yield current()
    try:
        raise KeyError
    except KeyError:
        yield current()
    yield current()
it = g()
try:
    raise ValueError
except ValueError:
    print(next(it), next(it), current())
print(current(), next(it))
",
        "ValueError KeyError ValueError\nNone None",
    );
}

#[test]
fn generators_delegate_throw_and_close() {
    prints(
        "
def inner():
    try:
        x = yield 1
        print('got', x)
        yield 2
    except ValueError as e:
        yield 'inner ' + str(e)
    finally:
        print('inner ends')
    return 'result'
def outer():
    print((yield from inner()))
    yield 'last'
g = outer()
print(next(g), g.send('a'), g.throw(ValueError('boom')), next(g))
g.close()
h = outer(); next(h); h.close()
",
        "got a\ninner ends\nresult\n1 2 inner boom last\ninner ends",
    );
}

#[test]
fn coroutines_and_async_generators() {
    prints(
        "
class Future:
    def __await__(self):
        return (yield 'wait')
async def numbers(n):
    for i in range(n):
        await Future()
        yield i
async def main():
    total = 0
    async for i in numbers(3):
        total += i
    return [x async for x in numbers(2)], total
c = main(); steps = []
try:
    while True: steps.append(c.send(None))
except StopIteration as e:
    print(e.value, len(steps))
",
        "([0, 1], 3) 5",
    );
}

#[test]
fn match_statements() {
    prints(
        "
class P:
    __match_args__ = ('x', 'y')
    def __init__(self, x, y): self.x = x; self.y = y
def f(v):
    match v:
        case 0 | 1: return 'small'
        case [a, *rest]: return a, rest
        case {'k': v, **others}: return v, others
        case P(x, y=2): return 'P', x
        case str(): return 'text'
        case _: return None
print(f(1), f([1, 2, 3]), f({'k': 1, 'z': 2}), f(P(5, 2)), f(P(5, 3)), f('x'))
",
        "small (1, [2, 3]) (1, {'z': 2}) ('P', 5) None text",
    );
}

#[test]
fn classes_that_change_are_noticed() {
    prints(
        "
class A:
    def __init__(self): self.x = 1
    def m(self): return 'old'
a = A()
def read(): return a.x, a.m()
for _ in range(100): r = read()
print(r)
A.m = lambda self: 'new'
print(read())
A.x = property(lambda self: 'property')
print(read())
del A.x
print(read())
A.__getattr__ = lambda self, name: 'missing'
A.__getattribute__ = lambda self, name: 'all ' + name if name == 'x' else object.__getattribute__(self, name)
print(read())
",
        "(1, 'old')\n(1, 'new')\n('property', 'new')\n(1, 'new')\n('all x', 'new')",
    );
}

#[test]
fn globals_and_builtins_that_change_are_noticed() {
    prints(
        "
x = 1
def f(): return x, len('abc')
for _ in range(100): r = f()
print(r)
x = 2
print(f())
def len(s): return 'mine'
print(f())
del len
print(f())
",
        "(1, 3)\n(2, 3)\n(2, 'mine')\n(2, 3)",
    );
}

#[test]
fn recursion_is_limited_and_leaves_the_interpreter_usable() {
    prints(
        "
def f(n): return f(n + 1)
def g():
    yield from g()
for call in (lambda: f(0), lambda: list(g())):
    try:
        call()
    except RecursionError as e:
        print(e)
print(f.__name__)
",
        "maximum recursion depth exceeded\nmaximum recursion depth exceeded\nf",
    );
}
