# Attributes reached in unusual ways in hot loops: __dict__ writes, setattr, vars, many names, class dictionaries, modules, functions.
import types
class P: pass
def through_dict(n):
    p, d, out = P(), None, []
    p.x = 0
    d = p.__dict__
    for i in range(n):
        p.x += 1
        d['x'] += 1
        vars(p)['x'] += 1
        setattr(p, 'x', getattr(p, 'x') + 1)
        object.__setattr__(p, 'x', p.x + 1)
        if i == 100: d['y'] = 'dict'
        if i == 150: del p.y
        if i == 180: d.clear()
        if i == 180: p.x = 0.5
        if i == 220: p.__dict__ = d = {'x': 2 ** 62, 'z': 1}
        if i % 45 == 0: out.append((p.x, getattr(p, 'y', None), len(d), d is p.__dict__))
    return out
print(through_dict(300))
def many_names(n):
    o = P()
    for i in range(n):
        setattr(o, f'a{i % 70}', i)
        if i % 90 == 89: delattr(o, f'a{i % 70}')
    s = sum(v for k, v in vars(o).items())
    return s, len(vars(o)), list(vars(o))[:3], list(vars(o))[-2:], o.a5
print(many_names(400))
def different_orders(n):
    objs = []
    for i in range(n):
        o = P()
        for name in ('abc', 'bca', 'cab', 'cba')[i % 4]: setattr(o, name, i)
        if i % 6 == 0: del o.b
        if i % 9 == 0: o.b = -1
        objs.append(o)
    t, miss = 0, 0
    for _ in range(2):
        for o in objs:
            t += o.a * 3 + o.c
            try: t -= o.b
            except AttributeError: miss += 1
    return t, miss, [list(vars(o)) for o in objs[:13:4]]
print(different_orders(240))
def odd_keys(n):
    o, c = P(), 0
    for i in range(n):
        o.__dict__[i % 5] = i
        o.__dict__['with space'] = i
        o.v = i
        c += o.v + getattr(o, 'with space') + o.__dict__[i % 5] + len(vars(o))
    return c, list(o.__dict__)
print(odd_keys(150))
class Cls:
    n = 0
    items = []
    def bump(self): self.n += 1; return self.n
def class_and_instance(n):
    a, b, out = Cls(), Cls(), []
    for i in range(n):
        a.bump()
        Cls.n += 10 if i % 3 == 0 else 0
        if i % 50 == 0: b.items.append(i)
        if i == 120: b.bump()
        if i == 160: del a.n
        if i == 200: type.__setattr__(Cls, 'n', 0.5)
        if i % 40 == 0: out.append((a.n, b.n, Cls.n, len(Cls.items)))
    return out, 'n' in vars(a), 'n' in vars(b), a.items is b.items
print(class_and_instance(280))
def function_attributes(n):
    def f(x): f.calls += 1; f.total = getattr(f, 'total', 0) + x; return f.calls
    f.calls = 0
    g = f
    for i in range(n):
        r = f(i)
        if i == 100: f.calls = 1000
        if i == 150: f.__dict__['calls'] = 0.5
        if i == 200: f = lambda x: -1
        if i == 200: f.calls = 'other'
    return r, g.calls, g.total, f.calls, sorted(vars(g))
print(function_attributes(250))
def namespaces(n):
    ns, m, out = types.SimpleNamespace(a=1, b=2), types.ModuleType('m'), []
    m.k = 0
    for i in range(n):
        ns.a, ns.b = ns.b, ns.a + i
        m.k += ns.a
        if i == 80: ns.__dict__['c'] = 3
        if i == 120: m.__dict__['k'] = 0
        if i == 160: del m.k
        if i == 160: m.k = 0.25
        if i % 50 == 10: out.append((ns, m.k))
    return [o[1] for o in out], ns
print(namespaces(230))
class Swap:
    def __init__(self): self.kind = 'swap'
    def __eq__(self, o): return vars(self) == vars(o)
def shared_dict(n):
    a, b = Swap(), Swap()
    b.__dict__ = a.__dict__
    out = 0
    for i in range(n):
        a.v = i
        out += b.v == i
        b.w = -i
        out += a.w + i
        if i == 100: del a.kind
        if i == 100: out += not hasattr(b, 'kind')
        if i == 150: b.__dict__ = dict(a.__dict__)
        if i > 150: out += 1000 * (a == b)
    return out, vars(a), vars(b)
print(shared_dict(200))
def names_computed(n):
    o, s = P(), 0
    names = [''.join(['x', str(k)]) for k in range(6)]
    for i in range(n):
        name = names[i % 6] if i % 2 else 'x' + str(i % 6)
        setattr(o, name, getattr(o, name, 0) + i)
        s += o.x1 if hasattr(o, 'x1') else 1
        if i % 100 == 99: delattr(o, name)
        try: getattr(o, 'x' * (i % 9))
        except AttributeError as e: s += len(str(e))
        try: setattr(o, 5, 1)
        except TypeError as e: s += len(str(e))
    return s, sorted(vars(o).items())
print(names_computed(250))
class Late:
    def __set_name__(self, o, n): self.n = n
    def __get__(self, o, t): return self.n, o is None
def descriptors_added(n):
    class C:
        x = 'plain'
    c, out = C(), []
    c.own = 'instance'
    for i in range(n):
        r = c.x, c.own, C.x
        if i == 60: C.x = Late(); C.__dict__['x'].__set_name__(C, 'late')
        if i == 100: c.x = 'shadow'
        if i == 130: C.own = property(lambda s: 'property')
        if i == 160: Late.__set__ = lambda s, o, v: None
        if i == 190: del Late.__set__
        if i == 210: del c.__dict__['own'], C.own
        if i == 210: C.own = 5
        if not out or out[-1][1] != r: out.append((i, r))
    return out
for row in descriptors_added(240): print(row)
