# Calls: positional and keyword unpacking, order of evaluation, duplicate keywords, errors.
def f(*args, **kwargs):
    return args, kwargs
def show(x):
    print('eval', x)
    return x
print(f(*[1, 2], *(3,), 4, *'ab'))
print(f(**{'a': 1}, b=2, **{'c': 3}))
print(f(1, *[2], x=3, *[4], **{'y': 5}))
print(f(show(1), *show([2]), k=show(3), **show({'m': 4})))
print(f(*range(3), **dict(zip('ab', [1, 2]))))
print(f(*{'k1': 1, 'k2': 2}), f(*(i for i in range(3))))
one, text, nothing, items = 1, 'abc', None, [1, 2]
class M:
    def keys(self): return ['p', 'q']
    def __getitem__(self, k): return k * 2
print(f(**M()))
print({**M()}, dict(M()))
