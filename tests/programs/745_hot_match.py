# match statements in hot loops: literals, captures, sequences, mappings, classes, guards, or-patterns, and subjects that change kind.
from dataclasses import dataclass
class Pt:
    __match_args__ = ('x', 'y')
    def __init__(self, x, y): self.x, self.y = x, y
@dataclass
class Box: w: int; h: int = 1
class Color: RED, BLUE = 1, 'blue'
def classify(v):
    match v:
        case None | False: return 'none'
        case True: return 'true'
        case 0: return 'zero'
        case -1 | 1.5 | 'one': return 'literal'
        case Color.BLUE: return 'blue'
        case int(n) if n > 10 ** 18: return 'big'
        case int() | float() as n: return f'number {n}'
        case str(s) if len(s) > 3: return s[:3] + '...'
        case str(): return 'short'
        case []: return 'empty'
        case [x]: return f'one {x}'
        case [Pt(a, b), *_]: return f'points {a} {b}'
        case [int(a), str(b)]: return f'pair {a} {b}'
        case (a, b, *rest) if len(rest) > 1: return f'long {a} {b} {rest}'
        case [*_, last]: return f'last {last}'
        case {'op': 'add', 'args': [a, b]}: return f'add {a + b}'
        case {'op': str(op), **rest}: return f'op {op} {sorted(rest)}'
        case {}: return 'mapping'
        case Pt(0, y): return f'on y {y}'
        case Pt(x=x, y=0): return f'on x {x}'
        case Pt(x, Pt(y, z)): return f'nested {x} {y} {z}'
        case Pt(): return 'point'
        case Box(w, h) if w == h: return 'square'
        case Box(h=1): return 'flat'
        case _: return 'other'
vals = [None, False, True, 0, 0.0, -1, 1.5, 'one', 'blue', 10 ** 19, 7, 2.5, 'long text', 'ab',
        [], (), [1], [Pt(1, 2), 3], (1, 'x'), (1, 2), (1, 2, 3, 4),
        {'op': 'add', 'args': (1, 2)}, {'op': 'mul', 'k': 1}, {'x': 1}, {}, Pt(0, 5),
        Pt(4, 0), Pt(1, Pt(2, 3)), Pt(1, 1), Box(2, 2), Box(3), Box(2, 3), b'ab', {1}, range(3)]
def run(n):
    c = {}
    for i in range(n):
        k = classify(vals[i % len(vals)])
        c[k] = c.get(k, 0) + 1
    return c
for k, v in run(len(vals) * 10).items(): print(v, k)
def same_kind_then_other(n):
    out = []
    for i in range(n):
        v = i if i < 200 else 'text' if i < 220 else [i, 'x'] if i < 300 else Pt(i, 0)
        r = classify(v)
        if i % 40 == 0 or i in (199, 200, 219, 220, 300): out.append(r)
    return out
print(same_kind_then_other(350))
def captured(n):
    log = []
    a = b = 'unset'
    for i in range(n):
        match (i % 6, i):
            case (0, a): pass
            case (1, b) if b % 5 == 0: a = 'five'
            case (2 | 3 as k, x): b = k
            case (4, _): a = b = 'four'
        if i % 31 == 0: log.append((a, b))
    return log, k, x
print(captured(250))
def changing_class(n):
    class A: __match_args__ = ('v',)
    class B(A): pass
    o, c = A(), {}
    o.v, o.w = 1, 2
    for i in range(n):
        match o:
            case B(v): k = 'B', v
            case A(v): k = 'A', v
            case _: k = 'none'
        if i == 50: o.v = 'changed'
        if i == 100: A.__match_args__ = ('w',)
        if i == 150: o.__class__ = B
        if i == 200: B.__match_args__ = ('missing',)
        if i == 250: o.__class__ = type('C', (), {})
        c[k] = c.get(k, 0) + 1
    return c
print(changing_class(300))
def errors(n):
    c = {}
    for i in range(n):
        try:
            match (5, Pt(1, 2))[i % 2]:
                case int(a, b): r = 1
                case Pt(a, b, c2): r = 2
        except TypeError as e: r = str(e)
        c[r] = c.get(r, 0) + 1
    return c
print(errors(100))
def commands(n):
    stack, x, trail = [], 1, []
    prog = [('push', 2), ('add',), ('loop', 3, ('push', 1)), 'dup', ('mul',), {'jump': 0}]
    def step(c):
        nonlocal x
        match c:
            case ('push', int(v)): stack.append(v)
            case ('add',): x += stack.pop() if stack else 0
            case ('mul',): x = x * (stack.pop() if stack else 1) % 9973
            case ('loop', times, inner):
                for _ in range(times): step(inner)
            case 'dup' if stack: stack.append(stack[-1])
            case {'jump': to}: return to
    pc = steps = 0
    while steps < n:
        r = step(prog[pc])
        pc = pc + 1 if r is None else r
        steps += 1
        if steps % 60 == 0: trail.append((x, len(stack)))
    return trail
print(commands(400))
