# Exception groups and except*.
def show(e, depth=0):
    pad = '  ' * depth
    if isinstance(e, BaseExceptionGroup):
        print(f'{pad}{type(e).__name__}: {e.message} ({len(e.exceptions)})')
        for sub in e.exceptions:
            show(sub, depth + 1)
    else:
        print(f'{pad}{e!r}')
eg = ExceptionGroup('top', [ValueError(1), TypeError(2), ExceptionGroup('inner', [ValueError(3), KeyError(4)])])
show(eg)
print(eg, repr(eg), eg.args)
m, r = eg.split(ValueError)
show(m)
show(r)
print(eg.subgroup(IndexError), eg.split(IndexError)[0])
show(eg.subgroup(lambda e: e.args == (2,) or isinstance(e, KeyError)))
show(eg.derive([OSError('d')]))

def handle(excs):
    try:
        raise ExceptionGroup('g', excs)
    except* ValueError as v:
        print('values', [str(e) for e in v.exceptions])
    except* (TypeError, KeyError) as t:
        print('types', [repr(e) for e in t.exceptions])
    else:
        print('else')
    finally:
        print('finally')
handle([ValueError(1), ValueError(2)])
handle([ValueError(1), TypeError(2), KeyError(3)])
try:
    handle([ValueError(1), OSError('left')])
except* OSError as rest:
    show(rest)
try:
    raise ValueError('naked')
except* ValueError as g:
    show(g)
try:
    pass
except* ValueError:
    print('no')
else:
    print('else ran')
try:
    try:
        raise ExceptionGroup('g', [ValueError(1), TypeError(2)])
    except* ValueError:
        raise KeyError('new')
except ExceptionGroup as g:
    show(g)
    print(repr(g.exceptions[0].__context__))
try:
    try:
        raise ExceptionGroup('g', [ValueError(1), TypeError(2)])
    except* ValueError as v:
        raise
except ExceptionGroup as g:
    show(g)
try:
    try:
        raise ExceptionGroup('g', [ValueError(1)])
    except* ValueError as v:
        raise RuntimeError('mapped') from v
except BaseException as g:
    print(type(g).__name__)
    show(g)
for bad in (lambda: ExceptionGroup('m', []), lambda: ExceptionGroup('m', [1]), lambda: ExceptionGroup('m', 5), lambda: ExceptionGroup(1, [ValueError()]),
            lambda: ExceptionGroup('m'), lambda: ExceptionGroup('m', [KeyboardInterrupt()])):
    try:
        bad()
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
b = BaseExceptionGroup('b', [KeyboardInterrupt()])
print(type(b).__name__, type(BaseExceptionGroup('b', [ValueError()])).__name__)
class MyGroup(ExceptionGroup):
    def __new__(cls, msg, excs, code):
        self = super().__new__(cls, msg, excs)
        self.code = code
        return self
    def derive(self, excs):
        return MyGroup(self.message, excs, self.code)
g = MyGroup('mine', [ValueError(1), TypeError(2)], 42)
g.add_note('note')
a, b = g.split(TypeError)
print(type(a).__name__, a.code, b.code, a.__notes__)
try:
    try:
        raise ExceptionGroup('g', [ValueError(1)])
    except* ExceptionGroup:
        pass
except TypeError as e:
    print(e)
def loop():
    for i in range(3):
        try:
            raise ExceptionGroup('g', [ValueError(i)])
        except* ValueError as e:
            print('loop', e.exceptions[0])
loop()
def nested():
    try:
        try:
            raise ExceptionGroup('a', [ValueError(1), ExceptionGroup('b', [TypeError(2), ValueError(3)])])
        except* TypeError as e:
            show(e)
    except* ValueError as e:
        show(e)
nested()
