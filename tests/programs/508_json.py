# json: dumps, loads, options, errors, custom encoders and hooks.
import json, io, math
for v in (None, True, 1, -1.5, 1e100, 'a"\\\n\u00e9\U0001F600\x00', [], [1, [2]], {}, {'a': {'b': [1, None]}}, {1: 2, None: 3, True: 4, 1.5: 5}, (1, 2), 10 ** 30, float('inf'), -0.0, ''):
    s = json.dumps(v)
    print(s, json.loads(s) == v if v == v else '')
d = {'b': [1, 2, {'x': None}], 'a': 'é'}
print(json.dumps(d, indent=2), json.dumps(d, sort_keys=True, ensure_ascii=False), json.dumps(d, separators=(',', ':')), json.dumps([], indent=2), json.dumps({'a': []}, indent='\t'), json.dumps({(1, 2): 1, 'k': 2}, skipkeys=True), sep='\n')
print(json.loads('  [1, 2.0, -3e2, "a\\u00e9\\n\\/", true, null, {"k": {}}]  '), json.loads('"\\ud83d\\ude00"'), json.loads(b'{"a": 1}'), json.loads('NaN') != json.loads('NaN'), json.loads('-Infinity'), json.loads('123456789012345678901234567890'), json.loads('1E400'), json.loads('{"a":1,"a":2}'), json.loads('"\\ud800"') == '\ud800')
l = []
l.append(l)
class E(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, complex): return [o.real, o.imag]
        return super().default(o)
print(json.dumps({'z': 1 + 2j}, cls=E), json.dumps({1, 2} and {'s': {3}}, default=list), json.loads('{"a": 1, "b": 2.5}', object_hook=lambda d: sorted(d.items())), json.loads('{"a": 1}', object_pairs_hook=list), json.loads('[1.5, 2]', parse_float=str, parse_int=lambda s: int(s) * 10), json.loads('[NaN]', parse_constant=lambda c: 'const ' + c))
f = io.StringIO()
json.dump({'k': [1]}, f)
f.seek(0)
print(f.getvalue(), json.load(f), ''.join(json.JSONEncoder().iterencode([1, {'a': 2}])), json.JSONDecoder().raw_decode('[1] rest'))
class I(int): pass
class S(str): pass
import enum
class En(enum.IntEnum): A = 1
print(json.dumps([I(5), S('s'), En.A, True, {S('k'): I(1)}]))
big = [{'id': i, 'name': f'n{i}', 'tags': [str(i)] * 3, 'v': i / 7} for i in range(100)]
s = json.dumps(big)
print(len(s), json.loads(s) == big)
try:
    json.loads('[1,\n 2,\n x]')
except json.JSONDecodeError as e:
    print(e.msg, e.pos, e.lineno, e.colno)
