# `with` in hot loops: context managers in Python, native ones, those of contextlib; exceptions that they swallow or let through.
import contextlib
import sys
import threading


class Manager:
    def __init__(self, swallow=False):
        self.entered = self.left = self.raised = 0
        self.swallow = swallow
    def __enter__(self):
        self.entered += 1
        return self
    def __exit__(self, kind, value, tb):
        self.left += 1
        if kind is not None:
            self.raised += 1
            assert isinstance(value, kind) and tb is value.__traceback__ and sys.exception() is value
        return self.swallow


def plain(n):
    m = Manager()
    total = 0
    for i in range(n):
        with m as inner:
            total += inner.entered
    return total, m.entered, m.left, m.raised

print(plain(10), plain(300))


def raising(n):
    m, outer = Manager(swallow=True), Manager()
    total = 0
    for i in range(n):
        with m:
            total += 1
            if i % 2:
                raise KeyError(i)
            total += 1
        try:
            with outer:
                if i % 3 == 0:
                    raise ValueError
                total += 10
        except ValueError as e:
            total += 100
        assert sys.exception() is None
    return total, m.raised, m.left, outer.raised, outer.left

print(raising(12), raising(300))


def locks(n):
    lock, rlock = threading.Lock(), threading.RLock()
    total = 0
    for i in range(n):
        with lock:
            total += 1
            assert lock.locked()
        with rlock, rlock:
            total += 1
        assert not lock.locked()
    return total

print(locks(300))


@contextlib.contextmanager
def managed(log):
    log[0] += 1
    try:
        yield log
    except KeyError:
        log[2] += 1
    finally:
        log[1] += 1


def generators(n):
    log = [0, 0, 0]
    for i in range(n):
        with managed(log) as got:
            assert got is log
            if i % 4 == 0:
                raise KeyError
    return log

print(generators(10), generators(200))


def library(n):
    total = 0
    for i in range(n):
        with contextlib.suppress(KeyError, ValueError):
            if i % 3 == 0:
                {}[i]
            if i % 3 == 1:
                int("x")
            total += 1
        with contextlib.nullcontext(i) as value:
            total += value
    return total

print(library(300))


def leaving(n):
    m = Manager()
    for i in range(n):
        with m:
            if i == n - 2:
                break
            if i % 2:
                continue
            m.last = i
    return m.entered, m.left, m.last

print(leaving(300))


def returning(i):
    with Manager() as m:
        return i + m.entered

print(sum(returning(i) for i in range(300)))
