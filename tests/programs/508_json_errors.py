# json: dumps, loads, options, errors, custom encoders and hooks: the errors.
import json, io, math
for v in (None, True, 1, -1.5, 1e100, 'a"\\\n\u00e9\U0001F600\x00', [], [1, [2]], {}, {'a': {'b': [1, None]}}, {1: 2, None: 3, True: 4, 1.5: 5}, (1, 2), 10 ** 30, float('inf'), -0.0, ''):
    s = json.dumps(v)
    print(s, json.loads(s) == v if v == v else '')
d = {'b': [1, 2, {'x': None}], 'a': 'é'}
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
for bad in ('', '[', '[1,', '[1,]', '{"a"}', '{"a":}', '{a:1}', "{'a':1}", 'nul', '"abc', '"\\x"', '"a\nb"', '01', '1.', '-', '[1] 2', '{"a":1,}', '"\\u12"', '[1 2]', '\ufeff[]', 'tru', '{1:2}', '+1', '.5'):
    attempt(lambda: json.loads(bad))
attempt(lambda: json.dumps({1, 2}))
attempt(lambda: json.dumps({(1,): 2}))
attempt(lambda: json.dumps(object))
attempt(lambda: json.dumps(float('nan'), allow_nan=False))
attempt(lambda: json.loads(5))
l = []
l.append(l)
attempt(lambda: json.dumps(l))
class E(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, complex): return [o.real, o.imag]
        return super().default(o)
attempt(lambda: json.dumps(1j, cls=E) + json.dumps(b'', cls=E))
f = io.StringIO()
json.dump({'k': [1]}, f)
f.seek(0)
class I(int): pass
class S(str): pass
import enum
class En(enum.IntEnum): A = 1
big = [{'id': i, 'name': f'n{i}', 'tags': [str(i)] * 3, 'v': i / 7} for i in range(100)]
s = json.dumps(big)
try:
    json.loads('[1,\n 2,\n x]')
except json.JSONDecodeError as e:
    print(e.msg, e.pos, e.lineno, e.colno)
