# Imports: packages written by the program itself, relative imports, __init__, star, as, errors, caching.
import os, sys
os.makedirs('pkg/sub', exist_ok=True)
def write(path, text):
    with open(path, 'w') as f: f.write(text)
write('plain.py', 'print("running", __name__)\nvalue = 1\n_hidden = 2\n__all__ = ["value", "f"]\ndef f(): return "f of plain"\nextra = 3\n')
write('pkg/__init__.py', 'print("init", __name__)\nname = "package"\nfrom . import first\n')
write('pkg/first.py', 'from . import sub\nfrom .sub.deep import thing\nwho = __package__\n')
write('pkg/sub/__init__.py', 'level = 2\n')
write('pkg/sub/deep.py', 'from .. import sub as parent\nfrom ..sub import level\nthing = level * 10\n')
write('broken.py', 'x = 1\nraise ValueError("at import")\n')
write('bad_syntax.py', 'x = = 1\n')
write('cycle_a.py', 'import cycle_b\na = 1\ndef get(): return cycle_b.b\n')
write('cycle_b.py', 'import cycle_a\nb = 2\nseen = hasattr(cycle_a, "a")\n')
write('dyn.py', 'def __getattr__(n):\n    if n == "magic": return 42\n    raise AttributeError(n)\ndef __dir__(): return ["magic"]\n')
sys.path.insert(0, os.getcwd())
import plain
import plain as again
print(plain is again, plain.value, plain.__name__, os.path.basename(plain.__file__), plain.__doc__, plain.__package__ == '')
from plain import value as v, f
print(v, f())
ns = {}
exec('from plain import *', ns)
print(sorted(k for k in ns if not k.startswith('__')))
import pkg.sub.deep
print(pkg.name, pkg.first.who, pkg.sub.deep.thing, pkg.sub.deep.parent is pkg.sub, 'pkg.sub.deep' in sys.modules)
from pkg.sub import deep as d, level
print(d.thing, level, pkg.__path__[0].endswith('pkg'), pkg.__spec__.name)
def attempt(code):
    try:
        exec(code, {})
    except Exception as e:
        print(type(e).__name__, e if not isinstance(e, SyntaxError) else e.msg)
attempt('import nothing_here')
attempt('import pkg.nothing')
attempt('from pkg import nothing')
attempt('import broken')
attempt('import bad_syntax')
attempt('import plain.sub')
attempt('from .x import y')
attempt('from plain import nope as z')
print('broken' in sys.modules)
import cycle_a
print(cycle_a.get(), cycle_a.cycle_b.seen)
import dyn
print(dyn.magic, dir(dyn))
attempt('import dyn; dyn.other')
import importlib
m = importlib.import_module('.deep', 'pkg.sub')
print(m is d, importlib.reload(plain) is plain, __import__('pkg.sub').__name__)
sys.modules['fake'] = type(sys)('fake')
import fake
print(fake.__name__)
sys.modules['blocked'] = None
attempt('import blocked')
write('later.py', 'print("late")')
def inside():
    import later
    return later.__name__
print(inside(), inside())
