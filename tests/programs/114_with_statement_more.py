# Context managers: protocol, order, suppression, multiple, errors in enter and exit: more.
class CM:
    def __init__(self, name, suppress=False, fail=None):
        self.name, self.suppress, self.fail = name, suppress, fail
    def __enter__(self):
        print('enter', self.name)
        if self.fail == 'enter': raise RuntimeError('enter ' + self.name)
        return self.name.upper()
    def __exit__(self, t, v, tb):
        print('exit', self.name, t and t.__name__, v, tb is not None)
        if self.fail == 'exit': raise RuntimeError('exit ' + self.name)
        return self.suppress
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e, '| context', repr(e.__context__))
class NoExit:
    def __enter__(self): pass
class NoEnter:
    def __exit__(self, *a): pass
class Async:
    async def __aenter__(self): pass
    async def __aexit__(self, *a): pass
class Inst: pass
inst = Inst()
inst.__enter__ = lambda: 1
inst.__exit__ = lambda *a: None
def use(cm):
    with cm: pass
for cm in (NoExit(), NoEnter(), Async(), inst, 5):
    attempt(lambda: use(cm))
class Target:
    pass
t = Target()
lst = [0]
with CM('attr') as t.value, CM('item') as lst[0], CM('ab') as (c1, c2):
    print(t.value, lst, c1, c2)
from contextlib import contextmanager
@contextmanager
def managed(x):
    print('setup', x)
    try:
        yield x * 2
    except ValueError as e:
        print('handled', e)
    finally:
        print('teardown')
with managed(5) as v:
    print(v)
with managed(6) as v:
    raise ValueError('inside')
attempt(lambda: [managed(1).__enter__(), 1 / 0])
def gen():
    with CM('g'):
        yield 1
        yield 2
g = gen()
print(next(g))
g.close()
class Truthy:
    def __enter__(self): return self
    def __exit__(self, *a): return 'non-empty string'
with Truthy():
    raise KeyError('gone')
class BadBool:
    def __bool__(self): raise OSError('bool failed')
class ExitBad:
    def __enter__(self): pass
    def __exit__(self, *a): return BadBool()
attempt(lambda: exec('with ExitBad(): raise KeyError(1)', globals()))
with ExitBad(): pass
print('ok')
