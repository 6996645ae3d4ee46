# Calls: positional and keyword unpacking, order of evaluation, duplicate keywords, errors: the errors.
def f(*args, **kwargs):
    return args, kwargs
def show(x):
    print('eval', x)
    return x
def attempt(thunk):
    try:
        print(thunk())
    except TypeError as e:
        print('TypeError:', e)
attempt(lambda: f(*5))
attempt(lambda: f(**5))
attempt(lambda: f(**[1]))
attempt(lambda: f(**{1: 2}))
attempt(lambda: f(a=1, **{'a': 2}))
attempt(lambda: f(**{'a': 1}, **{'a': 2}))
attempt(lambda: len(1, 2))
attempt(lambda: len())
attempt(lambda: len(x=1))
attempt(lambda: len(5))
attempt(lambda: abs('x'))
attempt(lambda: ord('ab'))
attempt(lambda: ord(5))
attempt(lambda: chr('a'))
attempt(lambda: isinstance(1))
attempt(lambda: isinstance(1, 5))
attempt(lambda: print(1, foo=2))
one, text, nothing, items = 1, 'abc', None, [1, 2]
attempt(lambda: one(2))
attempt(lambda: text())
attempt(lambda: nothing())
attempt(lambda: items(0))
attempt(lambda: [].append())
attempt(lambda: [].append(1, 2))
attempt(lambda: {}.get())
attempt(lambda: 'a'.join(1))
attempt(lambda: 'a'.join([1]))
attempt(lambda: sorted())
attempt(lambda: sorted([1], lambda x: x))
attempt(lambda: max())
attempt(lambda: max(1))
attempt(lambda: sum(['a', 'b']))
attempt(lambda: int('1', base='x'))
attempt(lambda: int([]))
attempt(lambda: float([]))
attempt(lambda: range())
attempt(lambda: range('a'))
attempt(lambda: zip(1))
attempt(lambda: iter(5))
attempt(lambda: next([]))
attempt(lambda: hash([]))
class M:
    def keys(self): return ['p', 'q']
    def __getitem__(self, k): return k * 2
