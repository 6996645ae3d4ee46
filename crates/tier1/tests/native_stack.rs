//! Instructions do not use up the native stack: release builds jump from one to the next.

mod harness;

/// Rounds of a loop whose body has instructions of every family that runs often.
const ROUNDS: usize = if cfg!(debug_assertions) { 2_000 } else { 150_000 };

#[test]
fn ten_million_instructions_run_on_a_small_stack() {
    let source = format!(
        "
class A:
    k = 1
    __slots__ = ('s', '__dict__')
    def __init__(self, x): self.x = x; self.s = x
    def m(self, y): return self.x + y
    @property
    def p(self): return self.x
    def __getitem__(self, i): return i
class B(A):
    def m(self, y): return super().m(y)
def g(n):
    for i in range(n):
        yield i
def d(n):
    yield from g(n)
def kw(a, *, b=1): return a + b
async def co(): return 1
def run(n):
    t = 0; s = ''; l = [1, 2, 3]; dd = {{}}; b = B(2)
    for i in range(n):
        a = A(i)
        t += a.x + a.m(1) + a.p + a.s + a.k + a[3] + b.m(i) + kw(i, b=2) + kw(*(1,))
        t += l[i % 3] + (1, 2)[i & 1] + len(l) + abs(-i) + int(0.5 * i + 1.5)
        dd[i & 7] = t
        t += dd[i & 7] if i & 7 in dd else 0
        for x in d(2): t += x
        x, y = i, t
        x, *y = l
        try:
            if not i & 15: raise KeyError(i)
        except KeyError as e: t -= e.args[0]
        try:
            co().send(None)
        except StopIteration as e: t += e.value
        match l:
            case [q, *_]: t += q
        s = f'{{s}}{{i}}' if len(s) < 50 else ''
        t %= 1000003
    return t
print(run({ROUNDS}) >= 0)
"
    );
    assert_eq!(harness::run_with_stack(&source, 1 << 20), "True\n");
}
