# Frames of functions that run as machine code, seen from inside and afterwards.
import sys
import traceback


def look(n):
    if n == 0:
        frame, seen = sys._getframe(), []
        while frame.f_code.co_name == 'look':
            seen.append((frame.f_lineno, frame.f_locals['n']))
            frame = frame.f_back
        return seen
    here = n * 2
    return look(n - 1)


def stack(n, text):
    if n == 0:
        return [(f.name, f.lineno) for f in traceback.extract_stack()][1:]
    return stack(n - 1, text + str(n))


def kept(n, store):
    local = [n]
    if n % 5 == 0:
        store.append(sys._getframe())
    result = 0 if n == 0 else kept(n - 1, store) + len(local)
    local.append(result)
    return result


def change(n):
    x = n
    if n == 0:
        return 0
    if n == 3 and changes:
        write(2)
    return change(n - 1) + x


def write(depth):
    frame = sys._getframe(1)
    frame.f_locals['x'] = 1000


def names(n):
    a = n + 1
    if n == 0:
        return sorted(sys._getframe(2).f_locals.items(), key=str)
    b = names(n - 1)
    return b


def walk(n):
    if n > 0:
        yield n
        yield from walk(n - 1)
    else:
        yield sys._getframe().f_back.f_code.co_name


def use(n):
    return list(walk(n)) if n < 3 else use(n - 1)


class Seen:
    def __del__(self):
        deleted.append(1)


def globals_of(n):
    return globals()['marker'] if n == 0 else globals_of(n - 1)


for i in range(60):
    seen = look(9)
print(seen)
for i in range(60):
    seen = stack(4, '')
print(seen)
store = []
for i in range(60):
    store.clear()
    kept(12, store)
print([sorted((k, v) for k, v in f.f_locals.items() if k != 'store') for f in store])
changes = False
for i in range(60):
    changes = i > 57
    total = change(6)
print(total)
for i in range(60):
    found = names(7)
print(found)
for i in range(60):
    result = use(9)
print(result)
marker = 'module'
for i in range(60):
    result = globals_of(8)
print(result, exec('marker = 5\nresult = globals_of(3)\nprint(result)'))


def depth(n):
    if n == 0:
        frame, count = sys._getframe(), 0
        while frame:
            frame, count = frame.f_back, count + 1
        return count
    return depth(n - 1)


print({depth(n) - n for n in range(100)})
