# while loops with many exits, loops driven by flags, iterators and exceptions, loop conditions with side effects and calls.
def bisect_like(n):
    out = []
    for target in range(0, n, 13):
        lo, hi, steps = 0, n * 3, 0
        while lo < hi:
            steps += 1
            mid = (lo + hi) // 2
            v = mid * mid // n
            if v == target: break
            elif v < target: lo = mid + 1
            else: hi = mid
        else: mid = ~lo
        out.append((mid, steps))
    return out
print(bisect_like(200))
def six_exits(seed):
    x, n, acc = seed, 0, 0
    while True:
        x = (x * 1664525 + 1013904223) % 2 ** 32
        n += 1
        if x < 2 ** 22: return 'tiny', n, acc
        if x % 1009 == 0: break
        if n > 400: raise OverflowError(n)
        acc ^= x
        if acc.bit_count() > 29: return 'dense', n, acc
        if acc & 0xFFF == 0: continue
        if acc == seed: return 'cycle'
        try:
            if x % 503 == 7: raise LookupError(x)
        except LookupError as e:
            if e.args[0] % 2: return 'odd', n
            acc += 1
    return 'break', n, acc
def run(n):
    c, last = {}, []
    for s in range(n):
        try: r = six_exits(s)
        except OverflowError as e: r = ('overflow', e.args[0])
        c[r[0]] = c.get(r[0], 0) + 1
        if s % 12 == 0: last.append(r)
    return sorted(c.items()), last
print(run(60))
class Cond:
    def __init__(self, n): self.n, self.asked = n, 0
    def __bool__(self): self.asked += 1; self.n -= 1; return self.n > 0
    def __len__(self): return 99
def conditions(n):
    c, t = Cond(n), 0
    while c: t += 1
    d = Cond(n)
    while not not d and t < n * 2: t += 2
    l = list(range(n))
    while l:
        t += l.pop()
        if t % 11 == 0 and l: l.pop(0)
    it, k = iter(range(n)), 0
    while (v := next(it, None)) is not None: k += v
    while n > 0 < k: n, k = n - 1, k - n
    return t, c.asked, d.asked, k, n, v
print(conditions(300))
def flags(n):
    a = b = done = False
    i, log = 0, []
    while not done:
        i += 1
        if not a and i % 50 == 49: a = True; log.append(('a', i))
        elif a and not b and i % 70 == 69: b = True; log.append(('b', i))
        elif a and b and i % 90 == 0: a = b = False; log.append(('reset', i))
        done = i >= n or (a and b and i % 97 == 0)
    return log, i, a, b
print(flags(900), flags(60))
def countdowns(n):
    out = []
    for start in (n, n + 0.5, -n, 2 ** 63 + n // 2, True, 10 ** 19):
        x, k = start, 0
        while x > 0:
            x -= 1 if k < 150 else max(x // 2, 1)
            k += 1
        out.append((x, k))
    return out
print(countdowns(200))
def stop_iterations(n):
    def g(k):
        for i in range(k):
            yield i
        return k * 2
    res = []
    it, left = g(5), n
    while left:
        try: v = next(it)
        except StopIteration as e:
            res.append(e.value)
            it = g(left % 7)
            left -= 1
            continue
        left -= v > 2
    return res[-10:], len(res)
print(stop_iterations(120))
def state_machine(text):
    state, i, toks, cur, depth = 'start', 0, [], '', 0
    while i < len(text):
        c = text[i]
        if state == 'start':
            if c.isalpha(): state, cur = 'word', c
            elif c.isdigit(): state, cur = 'num', c
            elif c == '"': state, cur = 'str', ''
            elif c == '(': depth += 1
            elif c == ')':
                depth -= 1
                if depth < 0: return 'unbalanced', i, toks
            elif c == '#': state = 'comment'
        elif state == 'word':
            if not c.isalnum(): toks.append(cur); state = 'start'; continue
            cur += c
        elif state == 'num':
            if c == '.' and '.' not in cur: cur += c
            elif not c.isdigit(): toks.append(float(cur) if '.' in cur else int(cur)); state = 'start'; continue
            else: cur += c
        elif state == 'str':
            if c == '\\': i += 1; cur += text[i]
            elif c == '"': toks.append((cur,)); state = 'start'
            else: cur += c
        elif c == '\n': state = 'start'
        i += 1
    return state, depth, toks
src = '(def x1 12.5 "a\\"b é" # note (\n (add 3 x1)) ' * 6
print(state_machine(src)[:2], state_machine(src)[2][:8], state_machine('a ) b'), state_machine('"open' * 30)[0])
def collatz_all(n):
    best, memo = (0, 0), {1: 0}
    for i in range(2, n):
        x, path = i, []
        while x not in memo:
            path.append(x)
            x = x // 2 if x % 2 == 0 else 3 * x + 1
        base = memo[x]
        while path:
            base += 1
            memo[path.pop()] = base
        if memo[i] > best[0]: best = memo[i], i
    return best, len(memo), max(memo)
print(collatz_all(300))
def retry(n):
    attempts = ok = 0
    while ok < n:
        try:
            while True:
                attempts += 1
                if attempts % 7 == 0: raise ConnectionError
                if attempts % 11 == 0: break
                if attempts % 13 == 0: raise TimeoutError
        except TimeoutError: continue
        except ConnectionError:
            if attempts > n * 12: return 'gave up', attempts, ok
        else: ok += 1
    return attempts, ok
print(retry(40), retry(100))
