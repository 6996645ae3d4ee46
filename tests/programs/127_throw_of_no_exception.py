# throw() of a class whose instances are no exceptions: the TypeError is raised inside the generator.
import warnings
warnings.simplefilter('ignore')
class E(Exception):
    def __new__(cls, *a): return 5
def g(seen):
    try:
        yield 1
    except TypeError as e:
        seen.append(str(e))
        yield 2
for arguments in ((E,), (E, 3), (E, (1, 2))):
    seen = []
    it = g(seen)
    next(it)
    try:
        print(it.throw(*arguments), seen)
    except TypeError as e:
        print('outside', e, seen)
    print(next(it, 'end'))
try:
    raise E
except TypeError as e:
    print(e)
