# Rich comparison dispatch, total_ordering, __hash__ rules, identity shortcuts, nan.
class C:
    def __init__(self, v): self.v = v
    def __lt__(self, o): print('lt', end=' '); return self.v < getattr(o, 'v', o)
    def __eq__(self, o): print('eq', end=' '); return self.v == getattr(o, 'v', o)
    def __repr__(self): return f'C({self.v})'
a, b = C(1), C(2)
print(a < b, a > b, a == b, a != b, 5 == a, a == 1)
try:
    a <= b
except TypeError as e:
    print(e)
try:
    hash(a)
except TypeError as e:
    print(e)
print(sorted([C(3), C(1), C(2)]), max(C(1), C(5)), min([C(4), C(2)]))
print(a in [b, a], [a] == [C(1)], (a, 1) == (C(1), 1), [C(1), 5] < [C(1), 6])
class R:
    def __eq__(self, o): return NotImplemented
    def __lt__(self, o): return 'truthy lt'
    def __gt__(self, o): return 'gt'
    def __le__(self, o): return []
print(R() == R(), R() != R(), R() < 5, 5 < R(), R() > R(), R() <= 1, 5 >= R())
r = R()
print(r == r, [r] == [r], r in [r])
try:
    R() >= 5
except TypeError as e:
    print(e)
class Sub(R):
    def __gt__(self, o): return 'sub gt first'
print(R() < Sub())
for e in ('1 < "a"', '[] < ()', 'None < None', '{} < {}', '1j < 2j', 'object() > 5', 'len < print', 'int < str', '(1, "a") < (1, 2)', '[1, None] < [1, 2]', 'max(1, "a")', 'sorted([1, "a"])'):
    try:
        print(eval(e))
    except TypeError as t:
        print(t)
nan = float('nan')
print(nan == nan, nan != nan, nan < 1, nan in [nan], [nan] == [nan], nan == float('nan'), {nan: 1}[nan], min(nan, 1) is nan, sorted([2, 1]))
print(1 == 1.0 == True, hash(1) == hash(1.0) == hash(True), 0.0 == -0.0, hash(0.0) == hash(-0.0), 2 ** 53 == float(2 ** 53), 2 ** 53 + 1 == float(2 ** 53))
print(1 == '1', None == 0, [] == False, () == [], {} == set(), b'a' == 'a', 'a' != 5, 1 != 1.0)
class H:
    def __init__(self, v): self.v = v
    def __hash__(self): return self.v % 3
    def __eq__(self, o): return isinstance(o, H) and self.v == o.v
    def __repr__(self): return f'H{self.v}'
d = {H(i): i for i in range(10)}
print(len(d), d[H(4)], H(10) in d, list(d))
s = {H(1), H(4), H(1)}
print(len(s))
class EqOnly:
    def __eq__(self, o): return True
print(EqOnly.__hash__)
class Restored(EqOnly):
    __hash__ = object.__hash__
print(isinstance(hash(Restored()), int))
class BadHash:
    def __hash__(self): return 'x'
class BigHash:
    def __hash__(self): return 2 ** 100 + 5
class MinusOne:
    def __hash__(self): return -1
try:
    hash(BadHash())
except TypeError as e:
    print(e)
print(hash(BigHash()), hash(MinusOne()), hash(-1), hash(-2), hash(2 ** 61 - 1), hash(2 ** 61), hash(-2 ** 61), hash(0.5), hash(1e100), hash(float('inf')), hash(-float('inf')), hash(10 ** 30))
print(hash((1, 2)) == hash((1, 2)), hash((1, 2)) != hash((2, 1)), hash(frozenset([1, 2])) == hash(frozenset([2, 1])), hash('a') == hash('a'), hash(None) == hash(None), hash(1 + 0j) == hash(1), hash((1, 2, 3)), hash(()), hash(1.5), hash(2 + 3j))
import functools
@functools.total_ordering
class T:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
    def __lt__(self, o): return self.v < o.v
print(T(1) <= T(2), T(1) >= T(2), T(2) > T(1), T(1) >= T(1))
print(id(a) == id(a), a is a, a is not b)
print([1, 2, 3] < [1, 2, 3, 4], [] < [0], (1, 2) >= (1, 2), [[1], 2] < [[1], 3], 'abc' < 'abd', b'a' < b'b', {1} < {1, 2}, {1} <= {2})
class Bool:
    def __eq__(self, o): return Weird()
class Weird:
    def __bool__(self): raise ValueError('weird bool')
print(type(Bool() == 1).__name__)
try:
    1 in [Bool()]
except ValueError as e:
    print(e)
