# The prelude of every random program: checksums, caps on growth, fuel, and the driver of the cases.
import sys


class Fuel(BaseException):
    pass


FUEL = [0]


def T():
    """Ends a case that calls too much, at the same call in every interpreter."""
    FUEL[0] -= 1
    if FUEL[0] < 0:
        raise Fuel('out of fuel')


def K(v):
    """Keeps values small."""
    t = type(v)
    if t is int:
        return v if -(1 << 130) < v < (1 << 130) else v % 2305843009213693951
    if t is str:
        return v[:60]
    if t is list or t is tuple:
        return v[:20]
    return v


def R(v, depth=0):
    """repr with sets in order."""
    t = type(v)
    if depth > 6:
        return '...'
    if t is set or t is frozenset:
        return t.__name__ + '{' + ', '.join(sorted([R(x, depth + 1) for x in v])) + '}'
    if t is list:
        return '[' + ', '.join([R(x, depth + 1) for x in v]) + ']'
    if t is tuple:
        return '(' + ', '.join([R(x, depth + 1) for x in v]) + ')'
    if t is dict:
        return '{' + ', '.join([R(k, depth + 1) + ': ' + R(x, depth + 1) for k, x in v.items()]) + '}'
    if t.__repr__ is object.__repr__:
        return 'object of ' + t.__name__
    return repr(v)[:300]


SUM = [0]


def H(v):
    """Adds a value to the case's checksum."""
    s = R(v)
    SUM[0] = (SUM[0] * 31 + sum(map(ord, s)) * 7 + len(s)) & 0xFFFFFFFF


def P(*vs):
    """Prints values in full."""
    print(*[R(v) for v in vs])


class CM:
    """A context manager that notes what it sees and may swallow one type of exception."""

    def __init__(self, name, swallow=None):
        self.name, self.swallow = name, swallow

    def __enter__(self):
        H(self.name)
        return self

    def __exit__(self, kind, value, tb):
        H(kind and kind.__name__)
        return kind is not None and kind is self.swallow

    def __repr__(self):
        return 'CM(%r)' % self.name


def CHAIN(e):
    """What an exception and those before it say."""
    seen = []
    while e is not None and len(seen) < 8:
        seen.append((type(e).__name__, str(e).split(' at 0x')[0], e.__suppress_context__, e.__cause__ is not None))
        e = e.__cause__ or e.__context__
    return seen


def DRIVE(g, plan):
    """Drives a generator: None is next(), an exception is thrown, 'close' closes, anything else is sent. It is closed in the end: when generators
    that nobody holds are closed is not the same in all interpreters."""
    for step in (*plan, 'close'):
        try:
            if step is None:
                H(next(g))
            elif isinstance(step, (type, BaseException)):
                H(g.throw(step))
            elif step == 'close':
                H(g.close())
            else:
                H(g.send(step))
        except StopIteration as e:
            H(('stop', e.value))
        except Exception as e:
            H(CHAIN(e))


class A:
    """Awaited, it gives its value to the driver and answers what comes back."""

    def __init__(self, v):
        self.v = v

    def __await__(self):
        got = yield self.v
        return (self.v, got)


async def AG(values):
    for value in values[:5]:
        H(await A('next'))
        yield value


class ACM(CM):
    async def __aenter__(self):
        await A('enter')
        return self.__enter__()

    async def __aexit__(self, kind, value, tb):
        await A('exit')
        return self.__exit__(kind, value, tb)


def RUN(c, throws):
    """Drives a coroutine to its end; at the given step an exception is thrown in."""
    value = None
    try:
        for step in range(60):
            value = c.throw(ValueError('into')) if step and step == throws else c.send(K(value))
            H(value)
        c.close()
    except StopIteration as e:
        H(('done', e.value))
    except Exception as e:
        H(CHAIN(e))


def run(name, case):
    FUEL[0] = 3000
    SUM[0] = 0
    print('#', name)
    try:
        case()
    except BaseException as e:
        print('raised', type(e).__name__, str(e).split(' at 0x')[0])
    print('sum', SUM[0])
    sys.stdout.flush()
