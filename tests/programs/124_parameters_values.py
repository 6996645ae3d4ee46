# What each kind of parameter receives when the call fits.
def show(**given): print(' '.join(f'{k}={v!r}' for k, v in given.items()))
def plain(a, b): show(a=a, b=b)
def defaults(a, b=2, c=3): show(a=a, b=b, c=c)
def posonly(a, b=1, /, c=2): show(a=a, b=b, c=c)
def kwonly(*, a, b=5): show(a=a, b=b)
def mixed(a, /, b, *, c): show(a=a, b=b, c=c)
def var(a, *rest, k=0): show(a=a, rest=rest, k=k)
def both(*args, **kw): show(args=args, kw=kw)
def same_name(a, /, **kw): show(a=a, kw=kw)
def everything(a, b=2, /, c=3, *args, d, e=5, **kw): show(a=a, b=b, c=c, args=args, d=d, e=e, kw=kw)
plain(1, 2); plain(b=1, a=2); plain(1, b=2); plain(*[1, 2]); plain(**{'b': 1, 'a': 2}); plain(*[1], **{'b': 2})
defaults(1); defaults(1, 5); defaults(1, c=9); defaults(c=1, a=2); defaults(1, 2, 3)
posonly(1); posonly(1, 2); posonly(1, c=7); posonly(1, 2, 3)
kwonly(a=1); kwonly(b=1, a=2)
mixed(1, 2, c=3); mixed(1, c=3, b=2)
var(1); var(1, 2, 3); var(1, 2, k=3); var(a=1); var(*'abc')
both(); both(1, 2); both(x=1); both(1, *(2, 3), y=4, **{'z': 5})
same_name(1, a=2, b=3)
everything(1, d=4); everything(1, 2, 3, 4, 5, d=6, e=7, f=8); everything(1, d=0, b=9, c=8)
order = []
def note(v):
    order.append(v)
    return v
both(note(1), *note([2]), k=note(3), **note({'m': 4}))
print(order)
def late(a=note('default')): return a
print(late(), late(), order)
def shared(item, into=[]):
    into.append(item)
    return into
print(shared(1), shared(2), shared(3, []), shared.__defaults__)
