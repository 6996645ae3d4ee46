# input from an empty stdin, print in all its forms, help text and locals/globals.
import io, sys
sys.stdin = io.StringIO('first line\nsecond\n\nlast without newline')
print(repr(input()), repr(input('prompt: ')), repr(input()), repr(input()))
try:
    input()
except EOFError as e:
    print('EOFError', e)
out = io.StringIO()
print(1, 'a', None, 2.5, [1], sep='|', end='$\n', file=out)
print(file=out)
print('x', sep='unused', file=out, flush=True)
print(*range(3), sep='', file=out)
print('a', 'b', sep=None, end=None, file=out)
print(repr(out.getvalue()))
class W:
    def __init__(self): self.parts = []
    def write(self, s): self.parts.append(s)
w = W()
print('x', 1, file=w)
print(w.parts)
class S:
    def __str__(self): return 'S string'
    def __repr__(self): return 'S repr'
print(S(), [S()], {'k': S()}, (S(),), f'{S()}', f'{S()!r}', '%s' % S(), str(S()), repr(S()))
for bad in (lambda: print(sep=1), lambda: print('a', end=b''), lambda: print('a', nope=1), lambda: print('a', file=object())):
    try:
        bad()
    except (TypeError, AttributeError) as e:
        print(type(e).__name__, e)
old = sys.stdout
sys.stdout = None
print('goes nowhere')
sys.stdout = old
def f(a, b=2):
    c = a + b
    return sorted(locals().items())
print(f(1), 'f' in globals(), globals()['S'] is S, sorted(k for k in vars(S) if k in ('__str__', '__repr__')))
print('tab\tnew\\n', 'bell' if '\a' == '\x07' else '', 'nul' + '\0' + 'x' == 'nul\x00x', 'é', '\u4e2d', '\U0001F40D', sep='~')
print(end='')
print('', end='-\n')
print(True, None, ..., NotImplemented, int, len, sep=' ')
