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
