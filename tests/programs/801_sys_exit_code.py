# Exit status by SystemExit in a function, through except Exception, out of a with block.
import sys
class CM:
    def __enter__(self): return self
    def __exit__(self, t, v, tb):
        print('exit sees', t.__name__, v.code)
def leave(code):
    try:
        with CM():
            raise SystemExit(code)
    except Exception:
        print('not caught as Exception')
for code in (0, 5, None, True):
    try:
        leave(code)
    except SystemExit as e:
        print('status', e.code, repr(e))
def gen():
    try:
        yield 1
    finally:
        print('generator closed')
g = gen()
next(g)
g.close()
leave(42)
