"""Symbol tables of programs."""
import _symtable
import symtable

SOURCE = '''
import os, sys as system
from a import b as c
X: int = 1
type Alias[T] = list[T]
def outer(a, b=X, /, *args: int, key, **kw) -> str:
    """doc"""
    global G
    x = y = 1
    def inner(z):
        nonlocal y
        y = z + x
        return lambda q: (q, z, G)
    return [i + x for i in a], (j for j in b if j), {k: inner for k in args}
class C[T: int = bool](Base, metaclass=Meta):
    attr: T = 5
    def __init__(self, __private):
        self.__private = __private
        super().__init__()
    @property
    def prop(self): return __class__, self.attr
    async def coro(self):
        async for n in self: yield n
    squares = [attr for attr in range(3)]
def generic[T, *Ts, **P](x: T) -> T:
    match x:
        case {"k": v, **rest}: return v, rest
        case [first, *others]: pass
    try:
        del first
    except E as error:
        if (w := x): print(w)
'''


def dump(table, depth=0):
    pad = "  " * depth
    print(pad + str(table.get_type()), table.get_name(), table.get_lineno(), table.is_nested(), table.is_optimized(), table.has_children(), table._table.varnames)
    for s in table.get_symbols():
        tests = [n for n in dir(s) if n.startswith("is_") and getattr(s, n)()]
        print(pad + "  ", s, *tests, [str(n) for n in s.get_namespaces()])
    if isinstance(table, symtable.Function):
        print(pad + "  ", table.get_parameters(), table.get_locals(), table.get_globals(), table.get_nonlocals(), table.get_frees())
    for child in table.get_children():
        dump(child, depth + 1)


dump(symtable.symtable(SOURCE, "source.py", "exec"))
dump(symtable.symtable("[x for x in y]", "e", "eval"))
dump(symtable.symtable(b"a = lambda: b", "s", "single"))
raw = _symtable.symtable("def f(): pass", "f", "exec")
print(raw.name, raw.lineno, raw.type, raw.nested, raw.symbols, raw.varnames, [c.name for c in raw.children])
print(str(raw).startswith("<symtable entry top("), str(raw).endswith("), line 0>"), type(raw).__name__)
print(sorted((n, v) for n, v in vars(_symtable).items() if n.isupper()))
for args in ((1, "f", "exec"), ("x", "f", "none"), ("(", "f", "exec"), ("x", 1, "exec"), ("def f(a, a): pass", "f", "exec"), ("x", "f", 5), ("nonlocal x", "f", "exec")):
    try:
        print(symtable.symtable(*args))
    except Exception as e:
        print(type(e).__name__, e)
