# contextvars and contextlib.
import contextvars, contextlib, io, sys
v = contextvars.ContextVar('v', default='d')
w = contextvars.ContextVar('w')
print(v.get(), w.get('given'), v.name)
try:
    w.get()
except LookupError as e:
    print(type(e).__name__)
t = v.set(1)
print(v.get(), t.old_value is contextvars.Token.MISSING)
v.reset(t)
print(v.get())
ctx = contextvars.copy_context()
def change():
    v.set('inside')
    return v.get()
print(ctx.run(change), v.get(), ctx[v], v in ctx, len(ctx) >= 1, list(ctx.items())[0][1])
with v.set('with') as tok: print(v.get())
print(v.get())
try:
    v.reset(t)
except RuntimeError as e:
    print('used once')
try:
    ctx.run(lambda: ctx.run(print))
except RuntimeError as e:
    print(str(e)[:20])
@contextlib.contextmanager
def cm(tag):
    print('in', tag)
    try:
        yield tag
    except KeyError:
        print('swallowed')
    finally:
        print('out', tag)
with cm('a') as a, cm('b'): print(a)
with cm('k'): raise KeyError
@cm('deco')
def decorated(): return 'result'
print(decorated(), decorated())
with contextlib.suppress(ZeroDivisionError, KeyError): 1 / 0
with contextlib.redirect_stdout(io.StringIO()) as out: print('captured')
print(repr(out.getvalue()))
with contextlib.ExitStack() as st:
    for n in 'xy': st.enter_context(cm(n))
    st.callback(print, 'callback')
    st.push(lambda *e: print('push', e[0]))
with contextlib.ExitStack() as st:
    st.enter_context(cm('kept'))
    kept = st.pop_all()
print('not closed yet')
kept.close()
class Cl:
    def close(self): print('closed')
with contextlib.closing(Cl()): pass
with contextlib.nullcontext(5) as n: print(n)
def bad1():
    @contextlib.contextmanager
    def none():
        if False: yield
    with none(): pass
def bad2():
    @contextlib.contextmanager
    def twice():
        yield 1
        yield 2
    with twice(): pass
def bad3():
    @contextlib.contextmanager
    def again():
        try: yield
        finally: raise ValueError('from finally')
    with again(): raise KeyError('body')
for f in (bad1, bad2, bad3):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e, repr(e.__context__))
class CD(contextlib.ContextDecorator):
    def __enter__(self): print('CD in')
    def __exit__(self, *a): print('CD out')
@CD()
def g(): print('g')
g()
import asyncio
@contextlib.asynccontextmanager
async def acm():
    print('async in')
    yield 1
    print('async out')
async def main():
    async with acm() as x: print(x)
    async with contextlib.AsyncExitStack() as s:
        await s.enter_async_context(acm())
    v.set('task')
    return await asyncio.create_task(sub())
async def sub(): return v.get()
print(asyncio.run(main()), v.get())
with contextlib.chdir('.'): pass
