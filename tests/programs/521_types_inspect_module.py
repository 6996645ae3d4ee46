# types and inspect, dis and ast basics.
import types, inspect, ast, dis, io, sys
ns = types.SimpleNamespace(a=1, b=[2])
ns.c = 3
print(ns, ns == types.SimpleNamespace(a=1, b=[2], c=3), vars(ns))
m = types.MappingProxyType({'k': 1})
print(m, m['k'], len(m), m | {'z': 2})
try:
    m['x'] = 1
except TypeError as e:
    print(e)
mod = types.ModuleType('mod', 'doc')
mod.x = 1
print(mod, mod.__name__, mod.__doc__, mod.x, types.MethodType(lambda self, y: (self, y), 5)(6), types.new_class('N', (int,), {}, lambda n: n.update(z=1)).z, types.DynamicClassAttribute.__name__, types.NoneType, types.UnionType is type(int | str), types.GenericAlias(list, (int,)), types.resolve_bases((int,)))
def f(a, b=2):
    "doc string"
    x = [i for i in range(a)]
    return x
print(inspect.getsource(f).splitlines()[0], inspect.getdoc(f), inspect.getmembers(ns)[-3:], inspect.isclass(int), inspect.ismodule(sys), inspect.isgenerator(x for x in []), inspect.getmro(bool), inspect.unwrap(f) is f, inspect.getmodule(f).__name__, inspect.cleandoc('  a\n    b'), inspect.signature(f).replace(parameters=[]), inspect.getsourcelines(f)[1], inspect.classify_class_attrs(type('Z', (), {'q': 1}))[0].name != '')
t = ast.parse('x = 1 + y * 2\nif x > 3:\n    print(f"{x!r:>5}")')
print(ast.dump(t), ast.unparse(t), type(t.body[0]).__name__, t.body[0].lineno, t.body[1].test.col_offset)
print(ast.dump(ast.parse('lambda a, *b, c=1, **d: (yield)', mode='eval'), indent=1), ast.literal_eval("{'a': [1, (2.5, None)], 'b': -3, 'c': b'x', 'd': {1}}"))
class V(ast.NodeVisitor):
    def visit_Name(self, n): print('name', n.id)
V().visit(t)
class T(ast.NodeTransformer):
    def visit_Constant(self, n): return ast.copy_location(ast.Constant(n.value * 10), n) if isinstance(n.value, int) else n
e = ast.fix_missing_locations(T().visit(ast.parse('1 + 2', mode='eval')))
print(eval(compile(e, 'x', 'eval')), [type(n).__name__ for n in ast.walk(ast.parse('a.b[0](c)'))])
for src in ('a if b else c', '[*a, b for b in c]' if False else '[a for b in c if d]', 'x[1:2, ...]', 'async def f(): await g()', 'match x:\n case [1, *_]: pass', 'with a as b, c: pass', 'try: pass\nexcept* E as e: pass', 'class A[T](B, m=C): x: int = 1', 'type X = int', 'a @ b ** -c', 'not a and b or c', '(a := 1)', 'del a, b', 'global g', 't"{x}"', 'from . import a as b', '@d\ndef f(a, /, b, *, c): return'):
    print(ast.unparse(ast.parse(src)).replace('\n', ' | '))
try:
    ast.literal_eval('f()')
except ValueError as e:
    print(str(e)[:30])
def g(x): return x + 1
print([i.opname for i in dis.get_instructions(g)], dis.stack_effect(dis.opmap['POP_TOP']), dis.code_info(g).splitlines()[0])
def loop(n):
    s = 0
    for i in range(n):
        s += i
    return s
print([(i.opname, i.argrepr if 'to' not in str(i.argrepr) else '') for i in dis.get_instructions(loop)])
