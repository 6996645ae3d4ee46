# f-strings: expressions, conversions, format specs, nesting, self-documenting, quotes, errors.
x, y, name, pi = 10, 3, 'World', 3.14159265
print(f'{x} {y} {x + y} {x * y:5d}|{x / y:.3f}|{pi:10.2f}|{pi:<10.2f}|{pi:^10.2f}|{pi:+.1e}')
print(f'{name!r} {name!s} {name!a} {"é"!a} {name:>10} {name:*^11} {name:.3}')
print(f'{x=} {y = } {x+y=} {name=!s} {pi=:.2f} {x = !r:>5}')
print(f'{{literal}} {{{x}}} {{{{}}}}')
width, prec = 10, 4
print(f'{pi:{width}.{prec}}|{pi:{width}.{prec}f}|{name:{"^"}{width}}|{x:0{width}b}')
print(f"{'nested'} {f'{x}{f"{y}"}'} {"same quotes"}")
print(f'{[i * i for i in range(4)]} {({1: 2})} {(lambda v: v + 1)(5)} {x if x > 5 else y} {x > y} {not x}')
print(f'{"a" "b"} {"\n".join(["p", "q"])} {name[0]} {name[1:3]} {name.upper()} {dict(a=1)["a"]}')
print(f'''multi
{x
 + y}
line''')
print(f'{x!r:^+8}' if False else f'{x:^+8}|{-x:08}|{x:#x}|{x:#o}|{x:#b}|{x:,}|{1234567:_}|{255:X}|{x:c}|')
print(f'{1e10:g} {1e-5:g} {123456789:g} {0.1:%} {12345.678:,.2f} {1e300 * 10:.1f} {float("nan"):f} {float("inf"):5}|')
print(f'a' 'b' f'{x}' "c", rf'\n{x}\t', fr'{x}\d', F'{x}', f'')
class F:
    def __format__(self, spec): return f'<{spec}>'
    def __str__(self): return 'str'
    def __repr__(self): return 'repr'
f = F()
print(f'{f} {f:abc} {f!s} {f!r} {f!s:>6} {f:{x}{y}} {f:%Y-{x}}')
class NoFormat:
    def __str__(self): return 'nf'
print(f'{NoFormat()} {NoFormat()!s:>4}')
class BadFormat:
    def __format__(self, s): return 5
def order():
    log = []
    def t(v):
        log.append(v)
        return v
    s = f'{t(1)}{t(2):{t(3)}}{t(4)!r}'
    return s, log
print(order())
print(f'{x:{"{"}>{width}}' if False else f'{x:{">"}{width}}')
print(f'{(y := 7)} {y} {x:=+5}')
print(f'{"quote\'s"} {'\u00e9\N{BULLET}'} \N{SNOWMAN} \x41')
d = {'key': 'v'}
print(f'{d['key']} {d["key"]!r}')
print(f'{x # a comment
} end')
print(f'{"yes" if x else "no"}{"":5}|{"":>{3}}|')
print(f'{3.0} {1e16} {1e22} {-0.0} {1_000_000} {10**20} {2+3j} {1j:.2f} {(1+2j):.1f}')
print(f'{x:%}' , f'{0.5:.0%}', f'{-x:5d}|{-x:<5d}|{-x:^5d}|{-x:=5d}|{x: d}')
print(f'{", ".join(f"{k}={v!r}" for k, v in {"a": 1, "b": "z"}.items())}')
