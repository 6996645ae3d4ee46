# Sixty functions made from a seed: loops of random arithmetic on ints, floats, bools and big ints; a checksum and the last values of each.
class Rng:
    def __init__(self, seed): self.x = seed * 2654435761 & 0xFFFFFFFF | 1
    def below(self, n):
        x = self.x
        x ^= x << 13 & 0xFFFFFFFF
        x ^= x >> 17
        x ^= x << 5 & 0xFFFFFFFF
        self.x = x
        return x % n
    def pick(self, seq): return seq[self.below(len(seq))]
NAMES = ['a', 'b', 'c', 'd', 'i']
CONSTANTS = ['0', '1', '-1', '2', '3', '7', '-5', '63', '255', '2**31', '2**62-1', '2**62', '-2**62', '2**63',
             '0.5', '-0.0', '1.5', '1e10', 'True', 'False']
def expr(r, depth):
    k = r.below(12) if depth else r.below(2)
    if k == 0: return r.pick(NAMES)
    if k == 1: return r.pick(NAMES) if r.below(3) else r.pick(CONSTANTS)
    a, b = expr(r, depth - 1), expr(r, depth - 1)
    if k < 6: return f'({a} {r.pick(["+", "-", "*", "+", "-"])} {b})'
    if k == 6: return f'({a} {r.pick(["//", "%", "/"])} {r.pick(["3", "-7", "(1 + abs(" + b + "))", "16", "2.5", b])})'
    if k == 7: return f'(int({a}) {r.pick(["&", "|", "^"])} int({b}))'
    if k == 8: return f'(int({a}) {r.pick(["<<", ">>"])} (int({b}) & 31))'
    if k == 9: return f'({a} if {b} {r.pick(["<", "<=", "==", "!=", ">", ">="])} {expr(r, depth - 1)} else {expr(r, depth - 1)})'
    if k == 10: return f'({r.pick(["abs", "int", "float", "bool", "-", "~int", "not "])}({a}))'
    if r.below(2): return f'({a} and {b} or {r.pick(NAMES)})'
    return f'{r.pick(["max", "min"])}({a}, {r.pick(["3", "-2", "1.5"])})'
def fit(v):
    if isinstance(v, float): return v if -1e15 < v < 1e15 else 0.25
    return v if -2 ** 70 < v < 2 ** 70 else v % 1000003
def statement(r, indent, depth):
    pad = '    ' * indent
    k = r.below(8)
    if k == 0 and depth:
        out = [pad + f'if {expr(r, 1)} {r.pick(["<", ">", "==", "!="])} {expr(r, 1)}:']
        out += statement(r, indent + 1, depth - 1)
        if r.below(2): out += [pad + 'else:'] + statement(r, indent + 1, depth - 1)
        return out
    if k == 1 and depth:
        return [pad + f'for j in range({r.pick(["3", "i % 4", "2", "int(abs(a)) % 5"])}):'] + statement(r, indent + 1, depth - 1) + \
            ([pad + f'    if {expr(r, 1)} > {expr(r, 0)}: break'] if r.below(2) else [])
    if k == 2: return [pad + f'{r.pick("abcd")} {r.pick(["+=", "-="])} {expr(r, 1)}']
    if k == 3: return [pad + '{0}, {1} = {1}, {0}'.format(*r.pick([('a', 'b'), ('b', 'c'), ('c', 'd')]))]
    v = r.pick('abcd')
    return [pad + f'{v} = fit({expr(r, 3)})']
def function(seed):
    r = Rng(seed)
    lines = ['def f(n, a, b, c, d):', '    check = errors = 0', '    for i in range(n):', '        try:']
    for _ in range(r.below(4) + 2): lines += statement(r, 3, 2)
    lines += ['        except (ZeroDivisionError, OverflowError, ValueError, TypeError) as e:',
              '            errors += 1', f'            {r.pick("abcd")} = i',
              '        a, b, c, d = fit(a), fit(b), fit(c), fit(d)',
              '        check = (check * 31 + hash(a) + 3 * hash(b) + 5 * hash(c) + 7 * hash(d)) % 1000000007', '    return check, errors, a, b, c, d']
    return '\n'.join(lines)
STARTS = [(1, 2, 3, 4), (0.5, -0.0, 2, True), (2 ** 62 - 3, 2 ** 62, -2 ** 62, 1)]
def run(seed, n):
    ns = {'fit': fit}
    exec(function(seed), ns)
    return [ns['f'](n, *s) for s in STARTS]
if __name__ == '__main__':
    for seed in range(1, 61):
        for check, errors, *values in run(seed, 60): print(seed, check, errors, *values)
