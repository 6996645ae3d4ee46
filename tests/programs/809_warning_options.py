# -W, -b and -X dev reach warnings that native code gives, before anything has imported the module.
import subprocess, sys
BYTES = '''
b, a = b'a', bytearray(b'a')
def t(f):
    try: print(f())
    except BytesWarning as e: print('error:', e)
for f in (lambda: b == 'a', lambda: 'a' == b, lambda: b != 1, lambda: 97 == b, lambda: a == 'a', lambda: 'a' != a, lambda: a == 97, lambda: str(b),
          lambda: str(a), lambda: f'{b}', lambda: f'{b!r}', lambda: '%s' % b, lambda: '{}'.format(a), lambda: {'a': 1}.get(b), lambda: b in ['a', 97],
          lambda: b == None, lambda: b == True, lambda: b == memoryview(b), lambda: repr([b]), lambda: str(b, 'ascii'), lambda: print(b)): t(f)
'''
NATIVE = '''
def g(): yield
it = g(); next(it)
try: it.throw(KeyError, 'x', None)
except KeyError as e: print('KeyError', e)
print(~True, float.__name__)
'''
for source, options in ((NATIVE, []), (NATIVE, ['-Wignore']), (NATIVE, ['-W', 'ignore::DeprecationWarning']), (NATIVE, ['-Werror']), (NATIVE, ['-X', 'dev']),
                        (BYTES, []), (BYTES, ['-b']), (BYTES, ['-bb']), (BYTES, ['-bb', '-Wignore']), ('import sys; print(sys.warnoptions)', ['-b', '-X', 'dev', '-Wonce'])):
    done = subprocess.run([sys.executable, '-I', *options, '-c', source], capture_output=True, text=True)
    print(options, done.returncode, done.stdout, done.stderr, sep='\n')
