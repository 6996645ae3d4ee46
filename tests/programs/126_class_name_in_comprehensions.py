# `__class__` in comprehensions of class bodies; hashes of nothing; what cannot be deleted.
class A:
    try:
        res = [__class__ for x in [1]]
    except NameError as e:
        print(type(e).__name__, e)
    def m(self): return [__class__.__name__ for x in [1]]
print(A().m())
class B:
    __class__ = 2
    try:
        res = [__class__ for x in [1]]
    except NameError as e:
        print(type(e).__name__, e)
    def m(self): return [__class__.__name__ for x in [1]]
    f = [lambda: __class__ for x in [1]]
print(B.m(B), B.f[0](), B.__dict__['__class__'])
print(hash(''), hash(b''), hash(memoryview(b'')))
class C: pass
for o in ({1}, frozenset(), C(), 5, 'a', (1,), None, range(3), {}.keys(), iter([])):
    for k in (0, 'k'):
        try:
            del o[k]
        except TypeError as e:
            print(type(o).__name__, e)
        try:
            o[k] = 1
        except TypeError as e:
            print(type(o).__name__, e)
