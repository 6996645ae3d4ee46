# Comprehensions: scopes, nesting, conditions, closures, walrus, exceptions, class bodies.
x = 'outer'
print([x for x in range(3)], x)
print({x: y for x, y in [(1, 2)]}, x)
print({x for x in 'a'}, x)
print(list(x for x in 'b'), x)
def f():
    y = 10
    r = [y + i for i in range(3)]
    return r, y
print(f())
def closures():
    return [lambda: i for i in range(3)]
print([g() for g in closures()])
def closure_args():
    k = 5
    return [(lambda j: i * j + k) for i in range(3)]
print([g(10) for g in closure_args()])
print([(i, j) for i in range(3) for j in range(i)])
print([[j for j in range(i)] for i in range(4)])
print([i for i in range(20) if i % 2 == 0 if i % 3 == 0])
print([a if a > 2 else -a for a in range(5)])
print([n := 5, n ** 2], n)
def walrus():
    total = 0
    partial = [total := total + v for v in range(5)]
    return partial, total
print(walrus())
print(any((hit := w).startswith('c') for w in ['a', 'cat', 'b']), hit)
class C:
    base = 3
    items = [1, 2, 3]
    doubled = [i * 2 for i in items]
    try:
        bad = [i * base for i in items]
    except NameError as e:
        bad = str(e)
    first = [base for _ in items][:0] if False else 'skipped'
print(C.doubled, C.bad)
def shadow(i):
    inner = [i for i in 'ab']
    return inner, i
print(shadow('kept'))
def leak():
    [q for q in range(3)]
    try:
        return q
    except NameError as e:
        return str(e)
print(leak())
def unbound_restored():
    try:
        [z for z in [1, 2, 1 / 0]]
    except ZeroDivisionError:
        pass
    try:
        print(z)
    except UnboundLocalError as e:
        print(e)
    z = 1
unbound_restored()
def restored():
    z = 'kept'
    try:
        [z for z in (1, 0) if 1 / z]
    except ZeroDivisionError:
        pass
    return z
print(restored())
def nested_scope():
    x = [1, 2]
    return [[x for x in range(x)] for x in x]
print(nested_scope())
gen = (print('evaluated', i) for i in [1, 2])
print('made')
next(gen)
def first_iter_now():
    try:
        (i for i in undefined)
    except NameError as e:
        print(e)
    g = (undefined2 for i in [1])
    try:
        next(g)
    except NameError as e:
        print(e)
first_iter_now()
print({k: v for d in [{'a': 1}, {'b': 2}] for k, v in d.items()})
print([*(c for c in 'xyz')], {*[1, 1]}, [(yield_ := i) for i in 'q'], yield_)
g = [i for i in range(5)]
print([locals().get('i') for i in range(2)])
def use_locals():
    a = 1
    return [sorted(locals()) for b in 'x']
print(use_locals())
print([i for i in (j * 2 for j in range(3))], sum(1 for _ in range(10) if _ % 3))
matrix = [[1, 2, 3], [4, 5, 6]]
print([[row[i] for row in matrix] for i in range(3)])
