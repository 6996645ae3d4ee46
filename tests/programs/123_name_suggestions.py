# Suggestions of uncaught-style messages, and hints of common mistakes, by traceback.format_exception_only.
import traceback
def show(f):
    try:
        f()
    except Exception as e:
        print(traceback.format_exception_only(e)[-1].strip())
class Thing:
    colour = 1
    def method(self): return self.colr
    def uses_self_name(self): return colour
    _private = 2
class Slotted:
    __slots__ = ('value',)
local_outer = 1
def names():
    counter = 1
    return countr
def builtin(): return lenght([1])
def glob(): return local_outr
def kwarg(alpha=1): return alpha
t = Thing()
for f in (lambda: t.color, t.method, t.uses_self_name, names, builtin, glob, lambda: t.private, lambda: Slotted().valu, lambda: Slotted().value, lambda: kwarg(alhpa=1), lambda: [].appendd, lambda: 'x'.uper(), lambda: {}.itms(), lambda: t.xyzzy, lambda: Thing.metod, lambda: sys.path, lambda: exec('import jsn'), lambda: exec('import os.pth'), lambda: (1).foo, lambda: None.bar, lambda: math.pi, lambda: prnt('x'), lambda: exec('whle True: pass'), lambda: exec('flse'), lambda: exec('x = ture'), lambda: exec('clas A: pass'), lambda: exec('fro x in y: pass'), lambda: exec('imprt sys'), lambda: exec('a = 5 esle 6'), lambda: exec('Print("x")'), lambda: exec('def f(x):\n retrun x'), lambda: exec('print 5'), lambda: exec('exec "x"'), lambda: exec('x = 5 +* 3'), lambda: exec('for i in range(3) print(i)'), lambda: exec('if x = 3: pass'), lambda: exec('"abc'), lambda: exec('d = {"a" 1}'), lambda: exec('l = [1 2]'), lambda: exec('f(a b)'), lambda: exec('else:'), lambda: exec('class A\n pass'), lambda: exec('try:\n x\ny'), lambda: exec('x = (1,\n2'), lambda: exec('raise ValueError, "x"'), lambda: exec('except: pass'), lambda: exec('lambda: (yield)\nreturn'), lambda: exec('a.b: int: 5'), lambda: exec('import a from b'), lambda: exec('from a import (b, c'), lambda: exec('0123'), lambda: exec('5a'), lambda: exec('a$')):
    show(f)
