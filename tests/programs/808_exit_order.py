# What happens at exit: atexit functions, then __del__ of what is still alive, suspended generators, files that nobody closed.
import atexit, os, sys, tempfile
class Watched:
    def __init__(self, name): self.name = name
    def __del__(self): print('del', self.name, helper())
def helper(): return 'helper is there'
one = Watched('module global')
def generator():
    try:
        yield 1
    finally:
        print('generator closed')
suspended = generator()
next(suspended)
atexit.register(print, 'atexit second')
atexit.register(print, 'atexit first')
path = os.path.join(tempfile.mkdtemp(), 'unflushed.txt')
if len(sys.argv) < 2:
    code = f"f = open({path!r}, 'w'); f.write('written at exit')"
    import subprocess
    subprocess.run([sys.executable, '-c', code], check=True)
    print(open(path).read())
print('main ends')
