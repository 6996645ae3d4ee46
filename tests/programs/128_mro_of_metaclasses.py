# mro() of a metaclass: any order, classes that are no bases, results that are refused; later changes of the classes are seen.
class A:
    def f(self): return 'A'
class B(A): pass
class C(A):
    def f(self): return 'C'
class D(B, C): pass
class Reversed(type):
    def mro(cls):
        order = type.mro(cls)
        order.reverse()
        return order
class X(D, B, C, A, metaclass=Reversed): pass
print([c.__name__ for c in X.__mro__], X().f())
class Sub(X): pass
print([c.__name__ for c in Sub.__mro__], Sub().f())
def calls(n):
    seen = {}
    x, s = X(), Sub()
    for i in range(n):
        if i == n // 2: A.f = lambda self: 'changed'
        key = x.f(), s.f(), getattr(x, 'late', None)
        seen[key] = seen.get(key, 0) + 1
        if i == n // 4 * 3: C.late = 'late'
    return seen
print(calls(400))
class Stranger:
    word = 'stranger'
    def g(self): return self.word
class Adopts(type):
    def mro(cls): return [cls, Stranger, object]
class Y(metaclass=Adopts): pass
def strange(n):
    seen = {}
    y = Y()
    for i in range(n):
        r = y.g(), Y.word, isinstance(y, Stranger), issubclass(Y, Stranger)
        seen[r] = seen.get(r, 0) + 1
        if i == n // 2: Stranger.word = 'known'
    return seen
print(strange(300), Y.__bases__, Stranger.__subclasses__())
def refused(result):
    class Meta(type):
        def mro(cls): return result(cls)
    try:
        class Z(metaclass=Meta): pass
    except Exception as e: print(type(e).__name__, e)
    else: print([c.__name__ for c in Z.__mro__])
refused(lambda cls: [cls, dict, object])
refused(lambda cls: [1])
refused(lambda cls: 1)
refused(lambda cls: [cls, int])
refused(lambda cls: (cls, object))
refused(lambda cls: iter([cls, Stranger, object]))
refused(lambda cls: 1 / 0)
