# functools and operator.
import functools, operator
from functools import *
print(reduce(operator.add, [1, 2, 3]), reduce(lambda a, b: a * b, [], 5), partial(int, base=2)('101'), partial(print, 'a', sep='-').args, partial(max, 3).func is max)
try:
    reduce(operator.add, [])
except TypeError as e:
    print(e)
@lru_cache(maxsize=2)
def sq(x):
    print('compute', x)
    return x * x
print(sq(1), sq(2), sq(1), sq(3), sq(2), sq.cache_info(), sq.cache_parameters())
sq.cache_clear()
print(sq.cache_info(), sq.__wrapped__(4))
@cache
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(90), fib.cache_info())
try:
    fib([])
except TypeError as e:
    print(e)
p = partial(lambda *a, **k: (a, k), 1, x=2)
print(p(3, y=4), partial(p, 5)(6), p.keywords, repr(partial(int, '5')))
P = functools.Placeholder
print(partial(pow, P, 2)(5), partial(lambda a, b, c: (a, b, c), P, 2)(1, 3))
class C:
    def m(self, a, b): return a, b
    pm = partialmethod(m, 1)
    @singledispatchmethod
    def kind(self, x): return 'default'
    @kind.register
    def _(self, x: int): return 'int'
    @cached_property
    def cp(self): return [1]
c = C()
print(c.pm(2), c.kind(5), c.kind('s'), c.cp is c.cp)
print(sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)), sorted('bAc', key=cmp_to_key(lambda a, b: (a.lower() > b.lower()) - (a.lower() < b.lower()))))
@wraps(fib)
def w(): pass
print(w.__name__, w.__wrapped__ is fib)
print(operator.itemgetter(1, 0)('ab'), operator.itemgetter('k')({'k': 1}), operator.attrgetter('real', 'imag')(1j), operator.attrgetter('__class__.__name__')(5), operator.methodcaller('upper')('a'), operator.index(True), operator.concat([1], [2]), operator.contains('abc', 'b'), operator.countOf([1, 1], 1), operator.indexOf('ab', 'b'), operator.truth([]), operator.not_(1), operator.is_(1, 1), operator.floordiv(7, 2), operator.iadd([1], [2]), operator.getitem('abc', 1), operator.pow(2, 3), operator.matmul if False else '', operator.neg(5), operator.inv(5), operator.length_hint([1]), operator.call(max, 1, 2), operator.is_none(None))
print(repr(operator.itemgetter(1)), repr(operator.attrgetter('a')), repr(operator.methodcaller('m', 1, k=2)))
l = [1, 2, 3]
operator.setitem(l, 0, 9)
operator.delitem(l, 1)
print(l)
