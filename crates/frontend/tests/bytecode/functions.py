"""Module docstring.

    Indented line.
"""
import os, a.b.c
import a.b.c as abc
from . import sibling
from ..pkg import x as y, z


def plain(a, b=1, /, c=2, *args, d, e=3, **kwargs):
    """Doc.

    More.
    """
    return a + b * c - len(args), {**kwargs, "d": d, "e": e}


@decorator
@decorator.with_arguments(1, key=2)
def decorated():
    def inner():
        nonlocal count
        count += 1
        return count
    count = 0
    return inner


def unbound(flag):
    if flag:
        value = 1
    del flag
    return value


def globals_and_defaults():
    global counter
    counter = counter + 1
    return lambda x, *y, k=counter: (x, y, k)


def generator(items):
    received = yield
    yield received, 1
    result = yield from items
    return result


def many(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r):
    q, r = r, q
    a = b = c = q
    first, *rest, last = r
    [x, (y, z)] = a
    return p, q, r, first, rest, last, x, y, z
