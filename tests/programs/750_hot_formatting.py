# String formatting in hot loops: f-strings with nested specs, %, format, conversions, own __format__, __str__ and __repr__ that change.
class M:
    def __init__(self, v): self.v = v
    def __str__(self): return f's{self.v}'
    def __repr__(self): return f'r{self.v}'
    def __format__(self, spec): return f'<{spec}:{self.v}>' if spec else str(self)
def fstrings(n):
    out, total, m = [], 0, M(0)
    for i in range(n):
        x, m.v = i / 7, i
        s = f'{i}|{i:5}|{i:<4}|{-i:+,}|{i:#x}|{x:.3f}|{x:8.2e}|{x!r:.6}|{m}|{m!r}|{m:spec}|{m!s:>6}'
        s += f'{i:0{i % 5 + 1}d}|{"ab"[i % 2]!a:^5}|{{}}|{i % 3 == 0!s:.1}'
        total += len(s)
        if i % 75 == 0: out.append(s)
        if i == 200: M.__str__ = lambda self: 'new'
        if i == 250: M.__format__ = lambda self, spec: spec or 'none'
        if i == 290: del M.__repr__
        if i == 290: M.__repr__ = lambda self: 'R'
    return out, total, s
for v in fstrings(320)[0]: print(v)
print(fstrings(10)[1:])
def percent(n):
    out, errs = [], {}
    for i in range(n):
        try:
            s = '%d %5.1f %s %r %x %c %%' % (i, i / 3, 'é' * (i % 2), None, i, 65 + i % 26)
            s += '%(a)s-%(b)03d' % {'a': i, 'b': i % 9}
            s += '%s' % i + '%s' % (i,) + '%*d' % (i % 6, 7)
            if i % 40 == 39: '%d' % 'x'
            if i % 40 == 38: '%s %s' % (1,)
            if i % 40 == 37: '%d' % (1, 2)
        except TypeError as e: errs[str(e)] = errs.get(str(e), 0) + 1
        if i % 90 == 0: out.append(s)
    return out, errs
print(percent(300))
def formats(n):
    out, errs = [], {}
    for i in range(n):
        s = '{0} {1:>{w}} {name!r} {d[k]} {o.v}'.format(i, i * 1.5, name='n', w=i % 8, d={'k': i}, o=M(i))
        s += format(i, 'b') + format(i * 1e10, 'g') + format(-i, '08.1f') + format('t', '*^5') + format(True, 'd')
        try:
            if i % 30 == 5: '{} {}'.format(1)
            if i % 30 == 6: f'{i:q}'
            if i % 30 == 7: f'{"s":d}'
            if i % 30 == 8: '{x}'.format(y=1)
        except (IndexError, ValueError, KeyError) as e: errs[repr(e)] = errs.get(repr(e), 0) + 1
        if i % 70 == 0: out.append(s)
    return out, errs
print(formats(300))
def joined(n):
    parts, errs = [], 0
    for i in range(n):
        parts.append(f'{i}' if i % 2 else str(i / 2))
        try: t = ','.join(parts[-3:] if i % 50 else [1])
        except TypeError as e: errs += len(str(e))
    return ';'.join(parts[::40]), t, errs
print(joined(200))
def type_changes(n):
    v, out, total = 0, [], 0
    for i in range(n):
        s = f'<{v}:{v!r:>4}>' + str(v)
        total += len(s)
        if i % 50 == 49:
            out.append(s)
            v = (1.5, 'té', None, [1, 'x'], 2 ** 65, True, (1,), b'b')[i // 50]
        elif isinstance(v, (int, float)): v = v + 1
    return out, total
print(type_changes(400))
def float_texts(n):
    out, bad = [], 0
    for i in range(n):
        x = (i - n / 2) * 1.1 ** (i % 40) / 3
        if float(repr(x)) != x or float(str(x)) != x: bad += 1
        if i % 60 == 0: out.append((repr(x), f'{x:.0f}', f'{x:g}', '%.3g' % x, round(x, 2)))
    return out, bad, [repr(v) for v in (1e16, 1e15, 1e-4, 1e-5, 123456789.123, -0.0, 5e-324, 1.7976931348623157e308)]
print(float_texts(300))
def nested(n):
    out = []
    for i in range(n):
        rows = [f'{k}={v!r}' for k, v in {'i': i, 'l': [i] * (i % 3)}.items()]
        s = f'{", ".join(rows)} {f"{i:>{len(rows) + 2}}"} {i=} {rows[0]!s:.3}'
        if i % 100 == 0: out.append(s)
    return out
print(nested(300))
