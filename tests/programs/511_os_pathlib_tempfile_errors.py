# os, os.path, pathlib, tempfile, shutil basics: the errors.
import os, pathlib, tempfile, shutil, sys, stat, glob, fnmatch
os.makedirs('d/e/f', exist_ok=True)
with open('d/x.txt', 'w') as f: f.write('hello')
for root, dirs, files in os.walk('d'): print(root, sorted(dirs), sorted(files))
os.rename('d/x.txt', 'd/y.txt')
os.rmdir('d/e/f')
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: os.rmdir('d'))
attempt(lambda: os.remove('nope'))
attempt(lambda: os.mkdir('d'))
attempt(lambda: os.listdir('nope'))
attempt(lambda: os.rename('nope', 'x'))
attempt(lambda: os.environ['NOPE_X'])
os.environ['MY_VAR'] = 'v'
P = pathlib.Path
p = P('d') / 'sub' / 'file.tar.gz'
p.parent.mkdir(parents=True)
attempt(lambda: p.unlink())
attempt(lambda: P('nope').read_text())
attempt(lambda: P('/a').relative_to('/b'))
attempt(lambda: P('a') / 5)
with tempfile.TemporaryDirectory() as td:
    q = os.path.join(td, 'f')
    open(q, 'w').write('t')
    shutil.copy(q, q + '2')
    shutil.copytree(td, 'copied')
    print(sorted(os.listdir(td)))
with tempfile.NamedTemporaryFile('w+') as t:
    t.write('abc')
    t.seek(0)
    print(t.read(), os.path.exists(t.name))
with tempfile.TemporaryFile() as t: print(t.write(b'x'))
fd, name = tempfile.mkstemp(suffix='.q')
shutil.rmtree('copied')
r, w = os.pipe()
os.write(w, b'piped')
os.close(w)
