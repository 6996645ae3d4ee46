# bool, None, Ellipsis, NotImplemented singletons.
print(True, False, True + 1, True == 1, True is True, isinstance(True, int), bool.__mro__[1].__name__, int(True), repr(True), str(False))
print(True & False, True | False, True ^ True, True & 1, 1 | False, ~True if False else -2, True and 5, False or 'x', not True, not None)
print(bool(0), bool(0.0), bool(0j), bool(''), bool(' '), bool([]), bool([0]), bool({}), bool(()), bool(None), bool(...), bool(range(0)), bool(b''), bool(object()), bool(int), bool(float('nan')), bool(-0.0))
print(sum([True, True, False]), [1, 2][True], 'ab'[False], {True: 'a'}[1], max(True, 2), True < 2, sorted([True, False, 0.5]), True / 2, True // 2, True ** 0, -True, True << 3)
print(f'{True} {True:d} {True:5} {False:>7} {True!r:>6}', '%s %d %r' % (True, True, False), format(True), True.real, True.to_bytes(), int.__add__(True, 1))
print(None, None is None, None == 0, None == False, [None], repr(None), str(None), type(None).__name__, hash(None) == hash(None), f'{None}', {None: 1}[None])
print(..., Ellipsis is ..., type(...).__name__, repr(...), [...], str(Ellipsis))
print(NotImplemented, type(NotImplemented).__name__, type(NotImplemented)() is NotImplemented, type(None)() is None, type(...)() is ...)
import warnings
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter('always')
    print(~True, w[0].category.__name__, str(w[0].message)[:40])
print(True.__and__(False), True.__and__(5), True.__and__('x'), True.__eq__(1), (1).__eq__('a'), None.__eq__(None), None.__eq__(1), True.__add__(1.0))
print([b for b in (True, False) if b is not False], all([]), any([]), all([True, 1, 'a']), any([0, None, '']), [x for x in map(bool, (0, 1, 2))])
