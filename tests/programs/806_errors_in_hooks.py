# Exceptions in __del__, in atexit callbacks, in sys.excepthook, unraisablehook and threading.
import sys, atexit, gc
hook = sys.excepthook
def custom(t, v, tb):
    print('hooked', t.__name__, v, tb is not None)
sys.excepthook = custom
unraised = []
sys.unraisablehook = lambda u: unraised.append((u.exc_type.__name__, str(u.exc_value)))
class D:
    def __del__(self): raise ValueError('in del')
def make():
    D()
make()
gc.collect()
print(unraised)
print(sys.exc_info(), hook is sys.__excepthook__)
atexit.register(lambda: print('last', unraised[-1:] == unraised))
try:
    custom(*([None.__class__] * 2), None)
except AttributeError as e:
    print(e)
def f():
    raise KeyError('goes to the hook')
f()
