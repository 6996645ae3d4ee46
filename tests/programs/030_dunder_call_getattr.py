# Callable objects, attribute fallback, context use and comparison in one small class family.
class Adder:
    def __init__(self, n): self.n = n
    def __call__(self, x): return x + self.n
    def __eq__(self, o): return isinstance(o, Adder) and self.n == o.n
    def __hash__(self): return hash(self.n)
    def __repr__(self): return f'Adder({self.n})'
a, b = Adder(1), Adder(2)
print(a(1), b(1), a == b, a == Adder(1), {a: 'x'}[Adder(1)], list(map(a, [1, 2])), sorted([3, 1], key=b), callable(a))
class Record:
    def __init__(self, **fields): self.__dict__.update(fields)
    def __getattr__(self, name):
        if name.startswith('has_'): return name[4:] in self.__dict__
        raise AttributeError(name)
    def __repr__(self): return f'Record({self.__dict__})'
r = Record(x=1, y='a')
print(r, r.x, r.has_y, r.has_z, getattr(r, 'q', 'none'))
try:
    r.missing
except AttributeError as e:
    print('missing:', e)
class Chain:
    def __init__(self, path=''): self._path = path
    def __getattr__(self, name): return Chain(f'{self._path}.{name}' if self._path else name)
    def __getitem__(self, i): return Chain(f'{self._path}[{i}]')
    def __str__(self): return self._path
print(Chain().a.b[0].c)
class Timer:
    def __enter__(self):
        self.log = ['enter']
        return self
    def __exit__(self, *exc):
        self.log.append(exc[0].__name__ if exc[0] else 'clean')
        return True
with Timer() as t: pass
with Timer() as u: raise KeyError
print(t.log, u.log)
class Default(dict):
    def __missing__(self, k):
        self[k] = v = k * 2
        return v
d = Default()
print(d[1], d['a'], d)
class Pipe:
    def __init__(self, f): self.f = f
    def __ror__(self, x): return self.f(x)
    def __rshift__(self, o): return Pipe(lambda x: o.f(self.f(x)))
print([3, 1, 2] | Pipe(sorted), 5 | (Pipe(lambda x: x + 1) >> Pipe(str)))
