# runner: stderr
# Writing to both streams, flushing, print to stderr, writelines, encodings, and the exit status 0.
import sys
print('out 1')
print('err 1', file=sys.stderr)
sys.stdout.write('out 2\n')
sys.stderr.write('err 2\n')
sys.stdout.writelines(['out 3\n', 'out 4\n'])
print('é\u3042\U0001F600', file=sys.stderr)
print('é\u3042\U0001F600')
print(sys.stdout.encoding, sys.stdout.errors, sys.stderr.errors, sys.stdin.read() == '', sys.stdout.fileno(), sys.stdout.isatty(), sys.stdout.name)
sys.stdout.buffer.write(b'bytes\n')
sys.stdout.flush()
try:
    print('\udc80')
except UnicodeEncodeError as e:
    print(e)
print('\udc80 escaped', file=sys.stderr)
class W:
    def __init__(self): self.text = ''
    def write(self, s): self.text += s
w = W()
print('to', 'writer', file=w)
old, sys.stdout = sys.stdout, w
print('redirected')
sys.stdout = old
print(repr(w.text), print('x', file=w, flush=False))
sys.displayhook(5)
sys.displayhook(None)
print(sys.argv[1:], sys.argv[0].endswith('.py'), __name__, sys.flags.optimize, sys.byteorder, sys.maxsize, sys.version_info[:2], sys.implementation.name != '', sys.platform != '')
