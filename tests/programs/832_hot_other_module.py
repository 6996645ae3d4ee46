# Functions of another module, inlined in hot loops: their globals are those of their module.
import sys
import types

SOURCE = '''
count = 0
names = []

def bump(n):
    global count
    count = count + n
    return count

def swap(k):
    global fresh
    fresh = k
    return fresh

def bring():
    from math import sqrt as root
    import math
    return root(16.0) + math.floor(2.5)

def here():
    return sorted(globals()) == sorted(__builtins_check__())

def where():
    return sys._getframe().f_globals['__name__'], sys._getframe(1).f_globals['__name__']

def delegating(n):
    yield from range(n)
    return n

def star():
    return eval('count'), eval('len(names)')
'''
other = types.ModuleType('other')
other.__dict__['sys'] = sys
exec(SOURCE, other.__dict__)
other.__builtins_check__ = lambda: other.__dict__
count = 'mine'
fresh = 'mine too'
names = [1, 2, 3]


def loop(n):
    bump, swap, bring, where, star = other.bump, other.swap, other.bring, other.where, other.star
    total, places, evaluated = 0, set(), set()
    for i in range(n):
        total += bump(1)
        total += swap(i)
        total += bring()
        places.add(where())
        evaluated.add(star()[1])
    return total, places, sorted(evaluated)


def generators(n):
    total = 0
    for i in range(n):
        for x in other.delegating(3):
            total += x
    return total


def here(n):
    good = 0
    for i in range(n):
        good += other.here()
    return good


for n in (3, 50, 300):
    print(loop(n), other.count, other.fresh, count, fresh, names)
    print(generators(n), here(n))
