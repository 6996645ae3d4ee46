"""Hot loops over generators that are closed, thrown into, resumed elsewhere, or looked at between and during iterations."""
import sys


def numbers(n):
    try:
        for i in range(n):
            yield i
    except GeneratorExit:
        log.append("closed")
        raise
    except ValueError as e:
        log.append(f"caught {e}")
        yield "after"
    finally:
        log.append("finally")


log = []


def closing(n, at):
    g = numbers(n)
    s = 0
    for x in g:
        s += x
        if x == at:
            g.close()
    return s


print([closing(500, at) for at in (400, 450, 10, 1000)], log)

log = []


def throwing(n, at):
    g = numbers(n)
    s = []
    for x in g:
        s.append(x)
        if x == at:
            s.append(g.throw(ValueError("thrown")))
    return len(s), s[-2:]


print([throwing(500, at) for at in (300, 499, 1000, 3)], log)


def skipping(n):
    def inner():
        for i in range(n):
            yield i

    g = inner()
    s = 0
    for x in g:
        s += x
        if x % 50 == 49:
            s += next(g, 0) * 1000
    return s


print(skipping(1000), skipping(975))


def shared(n):
    """Two loops over one generator."""
    g = (i for i in range(n))
    a = b = 0
    for x in g:
        a += x
        if x % 100 == 99:
            for y in g:
                b += y
                if y % 10 == 5:
                    break
    return a, b


print(shared(2000))


def again(n):
    """It resumes itself."""
    out = []

    def inner():
        for i in range(n):
            if i == n - 3:
                try:
                    next(g)
                except ValueError as e:
                    out.append(str(e))
            yield i

    g = inner()
    for x in g:
        out.append(x)
    return out[-4:]


print(again(300), again(301))


def looks(n):
    def inner():
        k = 7
        for i in range(n):
            if i == n - 2:
                f = sys._getframe()
                seen.append((f.f_code.co_name, sorted(f.f_locals)[:2], f.f_back.f_code.co_name, f.f_back.f_back.f_code.co_name))
                seen.append((g.gi_running, g.gi_suspended, g.gi_frame is f))
            yield i + k

    seen = []
    g = inner()
    s = 0
    for x in g:
        s += x
        if x == n // 2:
            seen.append((g.gi_running, g.gi_suspended, g.gi_frame.f_locals["i"], g.gi_frame.f_back))
    seen.append((g.gi_running, g.gi_frame))
    return s, seen


print(looks(400))
print(looks(401))


def changed_locals(n):
    def inner():
        k = 1
        for i in range(n):
            yield i * k

    g = inner()
    s = 0
    for x in g:
        s += x
        if x == n - 50:
            g.gi_frame.f_locals["k"] = 5
    return s


print(changed_locals(400), changed_locals(300))


def caller_locals(n):
    def change():
        sys._getframe(1).f_locals["k"] = 3

    def inner():
        k = 1
        for i in range(n):
            if i == n - 20:
                change()
            yield i * k

    s = 0
    for x in inner():
        s += x
    return s


print(caller_locals(300), caller_locals(250))


def outlives(n):
    g = (i * i for i in range(n + 5))
    s = 0
    for x in g:
        s += x
        if x >= n * n:
            break
    return s, list(g), next(g, "end")


print(outlives(300), outlives(301))


def raising(n):
    def inner():
        for i in range(n):
            yield 100 // (n - 2 - i)

    s = 0
    try:
        for x in inner():
            s += x
    except ZeroDivisionError as e:
        tb, places = e.__traceback__, []
        while tb:
            places.append((tb.tb_frame.f_code.co_name, tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno))
            tb = tb.tb_next
        return s, str(e), places


print(raising(300))
print(raising(301))


def stops(n):
    def inner():
        it = iter(range(n))
        while True:
            yield next(it)

    try:
        for x in inner():
            pass
    except RuntimeError as e:
        return x, str(e), type(e.__cause__).__name__


print(stops(200), stops(300))


def in_handler(n):
    def inner():
        for i in range(n):
            try:
                if i % 40 == 39:
                    raise KeyError(i)
                yield i
            except KeyError as e:
                yield sys.exception() is e
            yield sys.exception()

    found = []
    for k in range(3):
        try:
            raise LookupError(k)
        except LookupError as outer:
            for x in inner():
                if x is not None and not isinstance(x, int) and x is not outer:
                    found.append(x)
                elif x is True:
                    found.append(sys.exception() is outer)
    return found


print(in_handler(200))


def context(n):
    def inner():
        for i in range(n):
            if i == n - 1:
                raise IndexError(i)
            yield i

    try:
        try:
            raise TypeError("outer")
        except TypeError:
            for x in inner():
                pass
    except IndexError as e:
        return repr(e), repr(e.__context__)


print(context(200), context(150))


def with_block(n):
    class Block:
        def __enter__(self):
            events.append("in")

        def __exit__(self, *args):
            events.append("out" if args[0] is None else args[0].__name__)

    def inner():
        for i in range(n):
            with Block():
                yield i

    events = []
    s = 0
    g = inner()
    for x in g:
        s += x
        if s > 10000:
            break
    g.close()
    return s, len(events), events[-2:]


print(with_block(100), with_block(300))
