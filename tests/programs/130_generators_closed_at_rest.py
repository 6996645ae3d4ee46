"""Generators that are closed, or die, where they are suspended: with blocks to leave and without."""
import gc
import sys
import weakref


class Witness:
    def __init__(self, name):
        self.name = name

    def close(self):
        print("close", self.name)

    def __iter__(self):
        return self

    def __next__(self):
        return 1


def plain(value):
    inner = [value]
    yield value
    yield inner
    print("not reached")


def guarded():
    yield "before"
    try:
        yield "inside"
    finally:
        print("left")
    yield "after"


def swallowing():
    try:
        yield 1
    except GeneratorExit:
        print("swallowed")
        return "result"


def stubborn():
    try:
        yield 1
    finally:
        yield 2


def handling():
    try:
        raise KeyError("k")
    except KeyError:
        yield sys.exception()
    yield sys.exception()


def delegating():
    yield from Witness("delegate")


def in_loop():
    for i in (1, 2, 3):
        with Block(i):
            yield i
        yield -i


class Block:
    def __init__(self, i):
        self.i = i

    def __enter__(self):
        print("enter", self.i)

    def __exit__(self, *what):
        print("exit", self.i, what[0] and what[0].__name__)


for steps in range(4):
    for make in guarded, in_loop:
        g = make()
        for _ in range(steps):
            next(g)
        print(make.__name__, steps, g.gi_suspended, g.close(), g.gi_frame, g.gi_suspended, list(g))

g = plain(5)
print(next(g), g.gi_frame.f_lineno - plain.__code__.co_firstlineno)
frame = g.gi_frame
print(sorted(frame.f_locals.items()))
print(g.close(), g.gi_frame, sorted(frame.f_locals.items()), frame.f_back)
print(g.close(), next(g, "ended"))
try:
    g.send(None)
except StopIteration as e:
    print("stopped", e.value)
try:
    g.throw(ValueError("late"))
except ValueError as e:
    print("thrown", e)

g = swallowing()
next(g)
print(g.close())
g = stubborn()
next(g)
try:
    g.close()
except RuntimeError as e:
    print(e)
g = handling()
print(repr(next(g)), g.close())
g = handling()
print(repr(next(g)), repr(next(g)), g.close())
g = delegating()
print(next(g), g.close(), g.gi_yieldfrom)
g = delegating()
next(g)
del g
gc.collect()


class Value:
    pass


def hold(value):
    yield 1
    yield value


value = Value()
ref = weakref.ref(value)
g = hold(value)
next(g)
del value
print(ref() is not None)
g.close()
gc.collect()
print("dropped", ref())

print(any(x > 2 for x in [1, 2, 3, 4]), all(x < 2 for x in [1, 2, 3, 4]), next(x for x in [7, 8]))
g = guarded()
next(g)
next(g)
del g
gc.collect()

events = []


def tracer(frame, event, arg):
    if frame.f_code is plain.__code__:
        events.append((event, arg if event != "exception" else arg[0].__name__))
    return tracer


g = plain(1)
sys.settrace(tracer)
next(g)
g.close()
sys.settrace(None)
print(events)
