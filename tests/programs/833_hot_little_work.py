# Loops that are entered often and go round a few times only: machine code is entered, given up, tried again, and given up for good.


def short(items, start):
    total = start
    for item in items:
        total += item
    return total


def recurse(n):
    if n == 0:
        return 0
    total = 0
    for item in (1, 2):
        total += item * n
    return total + recurse(n - 1)


def walk(tree):
    count = 1
    for child in tree:
        count += walk(child)
    return count


def tree(depth):
    return [] if depth == 0 else [tree(depth - 1), tree(depth - 1)]


def alternate(n):
    # Long runs among short ones.
    total = 0
    for k in range(n):
        for j in range(2000 if k % 97 == 0 else 2):
            total += j ^ k
    return total


def find(words, letter):
    for place, word in enumerate(words):
        if letter in word:
            return place
    return -1


def run():
    print(sum(short((n, n + 1), n) for n in range(5000)))
    print(sum(recurse(60) for _ in range(200)))
    print(sum(walk(tree(8)) for _ in range(20)))
    print(alternate(3000))
    print(sum(find(['ab', 'cd', 'ef'], 'abcdefgh'[n % 8]) for n in range(6000)))


run()
# Later the same loops have much to do.
print(short(range(200000), 0))
print(walk([[] for _ in range(20000)]))


# Exits that make objects which traces do not make otherwise.
class Pair:
    def __init__(self, x, y):
        self.x = x
        self.y = y


def tuples(n):
    kept = []
    for i in range(n):
        t = (i, i * 2)
        u = (t, [i])
        if i % 7 == 3:
            kept.append(t)
        it = iter((i, i + 1))
        if i % 11 == 5:
            kept.append(next(it))
    return kept[:6], len(kept), t, u


def objects(n):
    kept = []
    for i in range(n):
        inner = Pair(i, i / 2)
        outer = Pair(inner, i)
        if i % 5 == 2:
            kept.append(outer)
    return sum(o.x.x for o in kept), sum(o.x.y for o in kept), outer.x is inner


def closures(n):
    kept = []
    for i in range(n):
        def add(a, b=i):
            return a + b + i
        keep = kept.append
        if i % 9 == 4:
            keep(add)
    return sum(f(1) for f in kept), kept[0](1) == kept[-1](1)


def raising(n):
    caught = []
    for i in range(n):
        pair = Pair(i, (i, float(i)))
        try:
            if i % 13 == 7:
                raise ValueError(pair.y)
            pair.x // (i % 17)
        except ZeroDivisionError:
            caught.append(pair.x)
        except ValueError as error:
            caught.append(error.args[0][1])
    return len(caught), sum(caught), pair.y


print(tuples(3000))
print(objects(4000))
print(closures(3000))
print(raising(3000))
