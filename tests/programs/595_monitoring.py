"""sys.monitoring: tools, their events, disabling, errors."""
import sys

M = sys.monitoring
E = M.events
names = {v: k for k, v in vars(E).items()}


def generator():
    x = yield 1
    try:
        yield 2
    except ValueError:
        pass


def work(n):
    total = 0
    for i in range(n):
        if i % 2:
            total += i
        else:
            total -= 1
    while total > 0:
        total -= 1
        if total == 1:
            break
    try:
        len(5)
    except TypeError as e:
        pass
    try:
        try:
            1 / 0
        finally:
            total = 9
    except ZeroDivisionError:
        pass

    class Made:
        def __init__(self, v):
            self.v = v

    Made(1)
    print("work", *[q for q in range(2)], sep="-")
    for g in generator():
        pass
    other = generator()
    next(other)
    other.send(5)
    other.close()
    list(map(str, [1]))
    [].append(1)
    return total


def boom():
    raise KeyError(1)


def outer():
    try:
        boom()
    except KeyError:
        return 5


log = []
codes = {f.__code__: f.__name__ for f in (generator, work, boom, outer)}


def shown(a):
    if isinstance(a, int):
        return a
    return "MISSING" if a is M.MISSING else getattr(a, "__name__", type(a).__name__)


def recorder(name):
    def record(code, *args):
        if code in codes and (name != "INSTRUCTION" or code is boom.__code__ or code is outer.__code__):
            log.append((name, codes[code], *map(shown, args)))
    return record


def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


M.use_tool_id(2, "recorder")
events = 0
for value, name in names.items():
    if name not in ("BRANCH", "NO_EVENTS"):
        M.register_callback(2, value, recorder(name))
        events |= value
M.set_events(2, events)
work(4)
outer()
M.set_events(2, 0)
work(1)
M.free_tool_id(2)
for entry in log:
    print(*entry)


def f():
    return len("a")


def caught():
    try:
        1 / 0
    except ZeroDivisionError:
        pass


M.use_tool_id(1, "x")
for call in ((M.set_events, 1, 1 << 19), (M.set_events, 1, E.C_RETURN), (M.set_events, 1, E.C_RETURN | E.CALL | E.C_RAISE), (M.get_events, 1),
             (M.set_events, 1, E.CALL | E.C_RAISE), (M.set_events, 1, E.BRANCH), (M.get_events, 1), (M.set_events, 1, 0), (M.set_local_events, 1, f.__code__, E.RAISE),
             (M.set_local_events, 1, f.__code__, E.LINE | E.BRANCH), (M.get_local_events, 1, f.__code__), (M.set_local_events, 1, 5, 0),
             (M.set_local_events, 1, f.__code__, 0), (M.register_callback, 1, E.PY_START, len), (M.register_callback, 1, E.PY_START, None),
             (M.register_callback, 1, 3, len), (M.register_callback, 1, 1 << 19, len), (M.register_callback, 1, E.BRANCH, print),
             (M.register_callback, 1, E.BRANCH_RIGHT, None), (M.set_events, 3, 1), (M.get_events, 9), (M.use_tool_id, 1, "y"), (M.use_tool_id, 3, 5), (M.get_tool, 1),
             (M.get_tool, 3), (M.free_tool_id, 3)):
    show(*call)


def disable(code, *args):
    print("disable", *args)
    return M.DISABLE


def fail(*args):
    raise RuntimeError("callback")


M.register_callback(1, E.PY_RETURN, disable)
M.set_events(1, E.PY_RETURN)
f()
f()
M.restart_events()
f()
M.set_events(1, 0)
M.register_callback(1, E.RAISE, disable)
M.set_events(1, E.RAISE)
show(caught)
show(caught)
M.set_events(1, 0)
M.register_callback(1, E.PY_START, fail)
M.set_local_events(1, f.__code__, E.PY_START)
show(f)
caught()
M.set_local_events(1, f.__code__, 0)
M.register_callback(1, E.LINE, lambda code, line: print("line", code.co_name, line - code.co_firstlineno))
M.set_local_events(1, f.__code__, E.LINE)
f()
caught()
print(M.get_events(1), M._all_events())
M.use_tool_id(0, "first")
M.register_callback(0, E.PY_START, lambda code, offset: print("tool 0", code.co_name))
M.register_callback(1, E.PY_START, lambda code, offset: print("tool 1", code.co_name))
M.set_local_events(1, f.__code__, E.PY_START)
M.set_local_events(0, f.__code__, E.PY_START)
f()
M.free_tool_id(0)
f()
M.clear_tool_id(1)
f()
print(M.get_local_events(1, f.__code__), M.get_tool(1), M.get_tool(0))
