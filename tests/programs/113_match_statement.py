# match: literal, capture, wildcard, or, sequence, mapping, class, value and guard patterns.
import sys
from dataclasses import dataclass
class Color:
    RED = 1
    GREEN = 2
@dataclass
class P:
    x: int
    y: int
class Plain:
    __match_args__ = ('a', 'b')
    def __init__(self, a, b): self.a, self.b = a, b
def m(v):
    match v:
        case 0: return 'zero'
        case -1: return 'minus one'
        case 1.5 | 2.5: return 'half'
        case 1 + 2j: return 'complex'
        case 'hello' | 'hi' as greeting: return f'greeting {greeting}'
        case b'bytes': return 'bytes'
        case None: return 'none'
        case True: return 'true'
        case Color.GREEN: return 'green'
        case []: return 'empty'
        case [x]: return f'one {x}'
        case [1, *rest]: return f'starts with one {rest}'
        case [x, y] if x == y: return f'equal pair {x}'
        case [[a, b], (c, *_)]: return f'nested {a} {b} {c}'
        case (first, *_, last): return f'ends {first} {last}'
        case {'type': 'point', 'x': x, **rest}: return f'point {x} {rest}'
        case {'k': [a, *b]}: return f'k {a} {b}'
        case {1: _, 2: two}: return f'two {two}'
        case {}: return f'mapping {len(v)}'
        case P(0, y): return f'P on axis {y}'
        case P(x=x, y=0): return f'P flat {x}'
        case P(x, y) if x == y: return f'P diagonal {x}'
        case P(): return 'P other'
        case Plain(a, b=int(q)): return f'plain {a} {q}'
        case int(n) if n > 1000: return f'big {n}'
        case int() | float(): return f'number {v}'
        case str(s): return f'string {s}'
        case set() | frozenset(): return 'set'
        case _: return f'other {type(v).__name__}'
for v in (0, -1, 1.5, 2.5, 1 + 2j, 'hi', b'bytes', None, True, False, 2, [], [7], [1, 2, 3], (4, 4), [[1, 2], (3, 4)], range(3), {'type': 'point', 'x': 1, 'z': 2},
          {'k': [1, 2]}, {1: 'a', 2: 'b'}, {}, {'q': 1}, P(0, 5), P(5, 0), P(3, 3), P(1, 2), Plain('p', 5), Plain('p', 'q'), 5000, 7, 3.0, 'str', {1}, frozenset(),
          object, b'x', bytearray(b'y'), (x for x in [])):
    print(m(v))
def capture(v):
    match v:
        case [a, [b, c] as inner, *rest] as whole:
            return a, b, c, inner, rest, whole
        case other:
            return 'captured', other
print(capture([1, (2, 3), 4, 5]), capture(7))
def failed_guard(v):
    match v:
        case [a, b] if (log.append((a, b)) or False): pass
        case x: return x, log
log = []
print(failed_guard([1, 2]))
def or_bind(v):
    match v:
        case {'a': x} | [x, _] | P(x, _): return x
        case _: return None
print(or_bind({'a': 1}), or_bind([2, 3]), or_bind(P(4, 5)), or_bind(9))
def no_match(v):
    match v:
        case 5: return 'five'
    return 'fell through'
print(no_match(5), no_match(6))
match 1, 2:
    case a, b: print(a, b)
match (lambda: 3)():
    case 3: print('called')
match = 'soft'
case = 'keywords'
print(match, case)
def attempt(f, *a):
    try:
        print(f(*a))
    except TypeError as e:
        print(e)
def too_many(v):
    match v:
        case P(a, b, c): pass
def int_many(v):
    match v:
        case int(a, b): pass
def not_class(v):
    match v:
        case Color.RED(): pass
def no_args(v):
    match v:
        case Color(a): pass
def twice(v):
    match v:
        case P(1, x=1): pass
attempt(too_many, P(1, 2))
attempt(int_many, 5)
attempt(not_class, 5)
attempt(no_args, Color())
attempt(twice, P(1, 2))
from collections import namedtuple, OrderedDict, deque, defaultdict
T = namedtuple('T', 'p q')
def kinds(v):
    match v:
        case T(p=1, q=q): return 'T', q
        case [*items]: return 'seq', items
        case {'k': v, **rest}: return 'map', v, rest
        case _: return 'none'
d = defaultdict(list)
print(kinds(T(1, 2)), kinds(T(2, 3)), kinds(deque([1])), kinds('str'), kinds(OrderedDict(k=1, j=2)), kinds(d), dict(d))
def command(s):
    match s.split():
        case ['go', ('north' | 'south') as direction]: return f'going {direction}'
        case ['go', other]: return f'cannot go {other}'
        case ['drop', *items] if items: return f'dropping {", ".join(items)}'
        case ['quit' | 'exit']: return 'bye'
        case [cmd, *_]: return f'unknown {cmd}'
        case []: return 'nothing'
for s in ('go north', 'go up', 'drop a b', 'drop', 'exit', ''):
    print(command(s))
