# Every way of passing arguments to functions that call themselves, often.
def defaults(n, step=2, *, scale=3, **more):
    if n <= 0:
        return scale + len(more)
    if n % 2:
        return defaults(n - step, scale=scale + 1) + 1
    return defaults(n - 1, step, scale=scale, extra=n) + defaults(n=n - 3)


def positional_only(a, b, /, c=1, *rest):
    if a <= 0:
        return b + c + sum(rest)
    return positional_only(a - 1, b, c) + positional_only(a - 2, b, c, 1, 2)


def keywords_only(*, n, mode='x'):
    return mode if n == 0 else keywords_only(n=n - 1, mode=mode) + keywords_only(mode='y', n=0)


def spread(*args):
    return args if len(args) > 6 else spread(*args, len(args))


def spread_both(n, *args, **kw):
    if n == 0:
        return args, sorted(kw.items())
    return spread_both(n - 1, *args, n, **kw, **{f'k{n}': n})


class Number:
    __slots__ = ('n',)

    def __init__(self, n, below=None):
        self.n = n if below is None else below.n + n

    def __add__(self, other):
        return Number(self.n + other.n)

    def __getitem__(self, i):
        return self.n if i == 0 else self[i - 1] + 1

    def __call__(self, n):
        return self.n if n == 0 else self(n - 1) + 1

    @property
    def chain(self):
        return 1 if self.n <= 0 else Number(self.n - 1).chain + 1

    @classmethod
    def make(cls, n):
        return cls(0) if n == 0 else cls(n, cls.make(n - 1))

    @staticmethod
    def twice(n):
        return 0 if n == 0 else Number.twice(n - 1) + 2


def many(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z):
    if a == 0:
        return z
    return many(a - 1, c, b, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z + 1)


def nested(n):
    def inner(m, acc=[]):
        acc.append(m)
        return len(acc) if m == 0 else inner(m - 1)
    return inner(n) + (nested(n - 1) if n else 0)


def locals_unset(n):
    if n % 3 == 0:
        value = n
    if n == 0:
        return 0
    try:
        return locals_unset(n - 1) + value
    except UnboundLocalError as e:
        return locals_unset(n - 1)


bound = Number(3).__call__
for i in range(40):
    results = [
        defaults(13), positional_only(8, 2), keywords_only(n=9), spread(1, 2), spread_both(4, 'a', z=1), Number(4)[9], Number(1)(30), Number(20).chain,
        Number.make(15).n, Number.twice(30), many(*range(30, 4, -1)), nested(5), locals_unset(20), bound(12), (Number(1) + Number(i)).n,
    ]
for result in results:
    print(result)
try:
    defaults()
except TypeError as e:
    print(e)
for i in range(50):
    try:
        positional_only(3, 4, d=1) if i > 47 else positional_only(3, 4)
    except TypeError as e:
        print(e)


def wrong(n):
    return wrong(n - 1) if n else wrong(1, 2)


for i in range(50):
    try:
        wrong(10)
    except TypeError as e:
        text = str(e)
print(text)
