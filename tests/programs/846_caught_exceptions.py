# Exceptions caught in hot loops: which handler, what it sees, tracebacks, contexts, sys.exception() inside and behind.
import sys
import traceback


def lines(e, function):
    first = function.__code__.co_firstlineno
    return [(f.name, f.lineno - first if f.name == function.__name__ else "-") for f in traceback.extract_tb(e.__traceback__)]


def lookups(n):
    table = {i: i for i in range(0, n, 2)}
    found = missing = 0
    for i in range(n):
        try:
            found += table[i]
        except KeyError:
            missing += 1
    return found, missing, sys.exception()

print(lookups(10), lookups(400))


def explicit(n):
    caught = []
    for i in range(n):
        try:
            if i % 3 == 0:
                raise ValueError(i)
            if i % 3 == 1:
                raise KeyError
            raise OSError(i, "text") from RuntimeError("cause")
        except (ValueError, KeyError) as e:
            caught.append(e)
        except OSError as e:
            caught.append((e.errno, repr(e.__cause__), e.__suppress_context__))
    return caught

for e in explicit(200)[::37]:
    print(repr(e), lines(e, explicit) if isinstance(e, Exception) else "")


def always(n):
    total = 0
    last = None
    for i in range(n):
        try:
            int("x" * (i % 3 + 1))
        except ValueError as e:
            last = str(e)
            total += len(last)
        try:
            [][i]
        except IndexError:
            total += 1
        try:
            next(iter(()))
        except StopIteration:
            total += 1
        try:
            (None).nothing
        except AttributeError as e:
            assert e.name == "nothing"
        try:
            1 + "a"
        except TypeError as e:
            assert "unsupported" in str(e)
        try:
            i / 0
        except ZeroDivisionError:
            pass
        else:
            total += 1000
    return total, last

print(always(300))


def raises(i):
    if i % 2:
        raise LookupError(i)
    return i

def catches(i):
    try:
        return raises(i)
    except LookupError as e:
        return -e.args[0]

def calls(n):
    total = 0
    seen = []
    for i in range(n):
        try:
            total += raises(i)
        except LookupError as e:
            total -= 1
            if i > n - 4:
                seen.append(lines(e, calls))
        total += catches(i)
    return total, seen

print(calls(10), calls(300))


def nested(n):
    log = []
    for i in range(n):
        try:
            try:
                raise KeyError(i)
            except ValueError:
                log.append("wrong")
            finally:
                here = sys.exception()
        except KeyError as e:
            assert here is e and sys.exception() is e
            try:
                raise ValueError("inner")
            except ValueError as inner:
                assert inner.__context__ is e and sys.exception() is inner
                if i == n - 1:
                    log.append((repr(inner), repr(inner.__context__), lines(inner, nested), lines(e, nested)))
            assert sys.exception() is e
        assert sys.exception() is None
    return log

print(nested(5), nested(200))


def handled_outside(n):
    try:
        raise RuntimeError("outer")
    except RuntimeError as outer:
        for i in range(n):
            assert sys.exception() is outer
            try:
                raise KeyError(i)
            except KeyError as e:
                assert e.__context__ is outer
                last = e
            assert sys.exception() is outer
        return repr(last), repr(last.__context__), lines(last, handled_outside), len(lines(outer, handled_outside))

print(handled_outside(3), handled_outside(150))


def leaves(n):
    for i in range(n):
        try:
            {}[i]
        except KeyError as e:
            if i == n - 1:
                raise ValueError("out") from e
            if i == 2 * n:
                return e

for n in (3, 150):
    try:
        leaves(n)
    except ValueError as e:
        print(repr(e), repr(e.__cause__), lines(e, leaves), lines(e.__cause__, leaves), e.__traceback__.tb_next.tb_frame.f_locals)


class Custom(Exception):
    def __init__(self, code):
        super().__init__(f"code {code}")
        self.code = code

class Derived(Custom):
    pass

def custom(n):
    counts = [0, 0, 0]
    for i in range(n):
        try:
            raise (Derived if i % 5 == 0 else Custom)(i)
        except Derived as e:
            counts[0] += e.code
        except Custom as e:
            counts[1] += e.code
            try:
                raise
            except Custom as again:
                counts[2] += again is e
    return counts

print(custom(200))


def locals_are_live(n):
    for i in range(n):
        x = i * 2
        try:
            raise KeyError
        except KeyError as e:
            frame = e.__traceback__.tb_frame
            x += 1
            if i % 50 == 49:
                print(frame.f_locals["x"], frame.f_locals["i"], frame is sys._getframe(), e.__traceback__.tb_next)

locals_are_live(200)


def generator(n):
    for i in range(n):
        try:
            yield {1: 2}[i]
        except KeyError as e:
            assert sys.exception() is e
            yield -i
        assert sys.exception() is None

def drives(n):
    total = 0
    for x in generator(n):
        total += x
        try:
            raise KeyError
        except KeyError:
            total += 1
    return total

print(drives(200))


def rarely(n):
    caught = 0
    values = ["1", "2", "three", "4"] + ["5"] * 30
    for i in range(n):
        try:
            caught += int(values[i % len(values)])
        except ValueError:
            caught += 100
    return caught

print(rarely(3000))


def finals(n):
    log = 0
    for i in range(n):
        try:
            try:
                if i % 2:
                    raise KeyError(i)
            finally:
                log += 1
        except KeyError:
            log += 10
            continue
        log += 100
    return log

print(finals(200))


def modules(n):
    for i in range(n):
        try:
            missing_name
        except NameError as e:
            assert e.name == "missing_name"
        try:
            a, b = [1] * (i % 3)
        except ValueError as e:
            message = str(e)
        try:
            del locals()["nothing"]
        except KeyError:
            pass
    return message

print(modules(201))
