# Forty functions made from a seed: nested loops with break, continue, else, try, finally and return chosen at random; every path is logged.
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
marks = 0
def mark(r):
    global marks
    marks += 1
    return f's = (s * 33 + {marks}) % 1000003'
def condition(r):
    return r.pick(['s % 2', 's % 3 == 0', 's % 7 < 2', 'k % 5 == 4', 's % 11 > 8', 's & 64',
                   'k % 9 == 0 and s % 2', 'not s % 4', '10 < s % 100 < 40'])
def block(r, depth, loops):
    out = []
    for _ in range(r.below(3) + 1): out += statement(r, depth, loops)
    return out
def shift(lines): return ['    ' + l for l in lines]
def statement(r, depth, loops):
    k = r.below(13)
    if depth <= 0 or k < 2: return [mark(r)]
    if k == 2 and loops: return [f'if {condition(r)}: {r.pick(["break", "continue"])}']
    if k == 3: return [f'if {condition(r)} and i % 9 == 8: raise {r.pick(["KeyError", "ValueError", "IndexError"])}(s)']
    if k == 4: return [f'if {condition(r)}:'] + shift(block(r, depth - 1, loops)) + ['else:'] + shift(block(r, depth - 1, loops))
    if k == 5: return [f'if s % 97 == {r.below(97)}: return s, k']
    if k in (6, 7):
        v = f'v{depth}'
        head = r.pick([f'for {v} in range({r.below(4)} + s % 3):', f'for {v} in [1, 2, 3][:s % 4]:', f'for {v} in gen(s % 5):', f"for {v} in 'abc':"])
        return [head, '    k += 1'] + shift(block(r, depth - 1, True)) + (['else:'] + shift(block(r, depth - 1, loops)) if r.below(2) else [])
    if k == 8:
        v = f'w{depth}'
        out = [f'{v} = s % 5', f'while {v}:', f'    {v} -= 1', '    k += 1'] + shift(block(r, depth - 1, True))
        return out + (['else:'] + shift([mark(r)]) if r.below(2) else [])
    if k == 9: return ['with manager(log):'] + shift(block(r, depth - 1, loops))
    out = ['try:'] + shift(block(r, depth - 1, loops))
    kind = r.below(4)
    if kind != 0:
        out += [f'except {r.pick(["KeyError", "(ValueError, IndexError)", "LookupError"])} as e:', '    log[0] += e.args[0]']
        out += shift(block(r, depth - 1, loops))
    if kind == 1: out += ['else:'] + shift([mark(r)])
    if kind in (0, 2): out += ['finally:'] + shift([mark(r)])
    return out
class manager:
    def __init__(self, log): self.log = log
    def __enter__(self): self.log[1] += 1
    def __exit__(self, t, v, tb):
        self.log[2] += 1 if t is None else 1000
        return t is not None and v.args[0] % 3 == 0
def gen(n):
    try:
        for i in range(n): yield i
    except GeneratorExit: pass
def function(seed):
    r = Rng(seed)
    body = ['s = (s + i) % 1000003', 'k += 1'] + block(r, 4, True) + block(r, 4, True)
    return '\n'.join(['def f(n, s, log):', '    k = 0', '    for i in range(n):'] + shift(shift(body)) + ['    return s, k'])
def run(seed, n):
    ns = {'manager': manager, 'gen': gen}
    exec(function(seed), ns)
    out = []
    for start in (0, 5, 1234):
        log, s = [0, 0, 0], start
        for turn in range(8):
            try: s, k = ns['f'](n, s, log)
            except LookupError as e: s, k = e.args[0] + 1, 'lookup'
            except ValueError as e: s, k = e.args[0] + 2, 'value'
            out.append(s)
        out.append((k, log))
    return out
if __name__ == '__main__':
    for seed in range(1, 41): print(seed, *run(seed, 25))
