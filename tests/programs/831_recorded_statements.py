# Instructions and calls in hot loops that are recorded as calls of helpers, or inlined: each loop runs long enough for traces.


class Base:
    def __init__(self, n, *more, step=1, **named):
        self.n, self.more, self.step, self.named = n, more, step, named

    def up(self, by=1, *, twice=False):
        self.n += by * (2 if twice else 1)
        return self.n

    @classmethod
    def make(cls, n):
        return cls(n)

    @staticmethod
    def plain(a, b=2):
        return a * b


class Derived(Base):
    def __init__(self, n, *more, **named):
        super().__init__(n, *more, **named)

    def up(self, by=1, **named):
        return super().up(by, **named) + 1

    def __enter__(self):
        self.n += 1
        return self

    def __exit__(self, kind, value, traceback):
        self.n -= 1
        return kind is ValueError


def spread(*args, **named):
    return len(args) + len(named)


def keyword_only(a, /, b, *, c=3, d):
    return a + 10 * b + 100 * c + 1000 * d


def forward(*args):
    return keyword_or_not(*args)


def keyword_or_not(a, b=5, c=7):
    return a + b + c


def calls():
    total = 0
    one = Derived(1)
    up = one.up
    for i in range(120):
        total += spread() + spread(i) + spread(i, i, x=i) + spread(**{'a': i, 'b': 2})
        total += keyword_only(i, 2, d=4) + keyword_only(i, b=1, c=i, d=2)
        total += forward(i) + forward(i, 1) + forward(*(i, 2, 3))
        total += up() + up(2) + up(by=3) + up(twice=True) + one.up(*(1,))
        total += Base.make(i).n + Base.plain(i) + one.plain(b=i, a=2)
        total += Derived(i, 1, 2, step=i).step + len(Derived(i, 1, 2, z=1).named)
        if i % 40 == 39:
            try:
                spread(1, **{1: 2})
            except TypeError as e:
                total += len(str(e))
            try:
                keyword_only(1, 2)
            except TypeError as e:
                print(e)
    return total, one.n


def closures():
    out = []
    for i in range(60):
        def add(x, step=i):
            return x + i + step
        out.append(add(1) + (lambda y: y * i)(2))
    made = [lambda k=k: (k, i) for k in range(60)]
    return sum(out), [f() for f in made][-2:], [f(1)[0] for f in made][:2]


def statements():
    seen, words = [], {}
    for i in range(100):
        from os import path
        import os.path as again
        assert path is again
        first, *middle, last = range(i % 5 + 2)
        seen.append((first, middle, last))
        a, b = {i: 1, i + 1: 2}
        c, d = map(str, (i, a + b))
        words |= {**{c: i}, **{'x': d}}
        both = {*seen[-1][1], i, *'ab'}
        seen[-1] = seen[-1] + (len(both),)
        match (i % 3, words):
            case (0, {'x': x}):
                seen.append(x)
            case (1, _):
                seen.append([i])
            case [n, _] if n == 2:
                seen.append(n)
        match Derived(i):
            case Derived(n=7):
                seen.append('seven')
            case Base(n=k) if k > 90:
                seen.append(k)
        with Derived(i) as entered:
            seen.append(entered.n)
            if i % 10 == 9:
                raise ValueError(i)
        holder = Base(i)
        del holder.n
        seen.append(hasattr(holder, 'n'))
    return len(seen), seen[:9], seen[-6:], len(words)


def inner(n):
    for i in range(n):
        got = yield i
        if got:
            yield -got
    return n * 10


def outer(n):
    total = 0
    for i in range(n):
        total += yield from inner(i % 4)
    return total


def delegation():
    out, results = [], []
    g = outer(30)
    try:
        value = next(g)
        while True:
            out.append(value)
            value = g.send(value if value % 2 else None)
    except StopIteration as e:
        results.append(e.value)
    total = 0
    for k in range(50):
        for x in inner(3):
            total += x
    return len(out), sum(out), results, total


async def leaf(i):
    return i * 2


class Countdown:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.n == 0:
            raise StopAsyncIteration
        self.n -= 1
        return self.n


async def awaiting(n):
    total = 0
    for i in range(n):
        total += await leaf(i)
        async for k in Countdown(i % 3):
            total += k
    return total


def run(coroutine):
    try:
        coroutine.send(None)
    except StopIteration as e:
        return e.value


counter = 0


def globals_made():
    global counter, made_later
    for i in range(80):
        counter += i
        if i == 40:
            made_later = 5
        if i > 40:
            counter += made_later
        if i == 60:
            del made_later
            made_later = 1
    return counter, made_later


def rows(n):
    total = 0
    for i in range(n):
        total += i
    return total


def nested(n):
    out = 0
    for i in range(n):
        out += rows(i)
        for j in range(i % 3):
            out += j
    return out


def recursive(n):
    return n if n < 2 else recursive(n - 1) + recursive(n - 2)


def deep():
    return [recursive(n) for n in range(12)] + [sum(recursive(k) for k in range(5)) for _ in range(40)][-1:]


print(calls())
print(closures())
print(statements())
print(delegation())
print(run(awaiting(90)))
print(globals_made())
print(nested(80))
print(deep())
