# sys.settrace and sys.setprofile: events, their order and lines; FrameLocalsProxy.
import sys
ev=[]
def tracer(frame, event, arg):
    ev.append((frame.f_code.co_name, event, frame.f_lineno, arg[0].__name__ if event == "exception" else callable(arg) or arg))
    return tracer
def g():
    yield 1
    yield 2
def h(x):
    if x:
        raise ValueError
    return [i for i in range(2)]
def f():
    for i in g():
        pass
    try:
        h(1)
    except ValueError as e:
        x = 1
    finally:
        y = 2
    while y:
        y -= 1
    z = 1
    return h(0)
class K:
    def m(self): return lambda: (
        1+
        2)
def one(): return 1
def main():
    sys.settrace(tracer)
    f()
    K().m()()
    one()
    for _ in range(2): one()
    gg=g(); next(gg)
    try: gg.throw(KeyError)
    except KeyError: pass
    sys.settrace(None)
main()
for e in ev: print(e)
ev=[]
def prof(frame, event, arg):
    ev.append((frame.f_code.co_name, event, str(arg)[:22] if not event.startswith('c_') else arg.__name__))
def p():
    len([1]); [].append(3); 'a'.join(['x'])
    try: int('x'); [].index(3)
    except ValueError: pass
    try: [].index(3)
    except ValueError: pass
    sorted([3,1], key=lambda v: -v)
    return one()
sys.setprofile(prof)
p()
sys.setprofile(None)
for e in ev: print(e)
def loc():
    v=1
    p=sys._getframe().f_locals
def local_proxy():
    v = 1
    p = sys._getframe().f_locals
    p['v'] = 5
    p['new'] = 6
    print(v, len(p), 'new' in p, list(p), p.keys(), type(p).__name__, p == dict(p), p.get('zz'), p.pop('new'))
    try:
        del p['v']
    except ValueError as e:
        print(e)
    try:
        p['nope']
    except KeyError as e:
        print(repr(e))
local_proxy()
