# Context managers: protocol, order, suppression, multiple, errors in enter and exit.
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
with CM('a') as a:
    print('body', a)
with CM('a') as a, CM('b') as b:
    print(a, b)
with (CM('p') as p, CM('q'),):
    print(p)
with CM('s', suppress=True):
    raise ValueError('suppressed')
print('continues')
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e, '| context', repr(e.__context__))
def propagate():
    with CM('x'):
        1 / 0
def enter_fails():
    with CM('o'), CM('i', fail='enter'):
        print('never')
def exit_fails():
    with CM('o'), CM('i', fail='exit'):
        print('body')
def exit_fails_with():
    with CM('o', suppress=True), CM('i', fail='exit'):
        raise KeyError('k')
    return 'suppressed by outer'
def ret():
    with CM('r'):
        return 'returned'
def loop():
    out = []
    for i in range(4):
        with CM(f'l{i}'):
            if i == 1: continue
            if i == 2: break
            out.append(i)
    return out
for f in (propagate, enter_fails, exit_fails, exit_fails_with, ret, loop):
    attempt(f)
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
