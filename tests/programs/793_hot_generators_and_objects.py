"""Hot generators whose frames hold the only references to objects, while collections run; and generators made, dropped and kept."""
import gc


class Thing:
    live = 0

    def __init__(self, n):
        self.n = n
        self.next = None

    def link(self, other):
        self.next = other
        return self


def chain(n):
    last = None
    for i in range(n):
        thing = Thing(i)
        last = thing.link(last if i % 50 else None)
        yield [i, last]
        if i % 97 == 0:
            gc.collect()


def depth(n):
    best = total = 0
    for i, thing in chain(n):
        k = 0
        while thing is not None:
            total += thing.n
            thing = thing.next
            k += 1
        best = max(best, k)
    return best, total


print(depth(600), depth(500))


def texts(n):
    kept = []
    s = ""
    for i in range(n):
        s = s[-5:] + str(i)
        kept.append(s)
        if len(kept) > 10:
            kept = kept[5:]
        yield kept


def read(n):
    out = 0
    for kept in texts(n):
        out = (out * 31 + len(kept[-1]) + len(kept)) & 0xFFFFF
        garbage = [object() for _ in range(20)]
    return out, kept[-1], len(garbage)


print(read(800), read(801))


def keep(n):
    generators = []

    def inner(k):
        acc = [k]
        while True:
            acc.append(acc[-1] + 1)
            if len(acc) > 6:
                del acc[:3]
            yield acc

    for k in range(n):
        g = inner(k)
        for step, acc in enumerate(g):
            if step == k % 9:
                break
        generators.append(g)
    gc.collect()
    return sum(next(g)[-1] for g in generators)


print(keep(300), keep(300))


def swapped(n):
    """Each generator in turn, so that the loop sees many."""
    s = 0
    gens = [(x * k for x in range(n)) for k in range(5)]
    while gens:
        for g in list(gens):
            for x in g:
                s += x
                break
            else:
                gens.remove(g)
    return s


print(swapped(200))


def product(a, b):
    for x in a:
        for y in b:
            yield x, y


def triples(n):
    s = 0
    for (x, y), z in product(product(range(n), range(n)), range(n)):
        s += x * y - z
    return s


print(triples(12))


def flatten(items):
    for item in items:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item


nested = [1, [2, [3, 4, [5, [6, [7, 8]]]], 9], [], [[10]], 11] * 40


def flat(n):
    t = 0
    for _ in range(n):
        for x in flatten(nested):
            t = t * 2 + x & 0xFFFFFFF
    return t


print(flat(5))


def permutations(items):
    if len(items) <= 1:
        yield items
    else:
        for i in range(len(items)):
            for rest in permutations(items[:i] + items[i + 1:]):
                yield items[i:i + 1] + rest


print(sum(p[0] * 10 + p[-1] for p in permutations([1, 2, 3, 4, 5, 6])))


def types_change(n):
    def inner():
        v = 0
        for i in range(n):
            if i == n // 2:
                v = 0.5
            if i == n - 10:
                v = ""
            v += "x" if isinstance(v, str) else 1
            yield v

    out = []
    for v in inner():
        out.append(v)
    return out[n // 2 - 1], out[n // 2], out[-11], out[-1]


print(types_change(400), types_change(100))


def deleted(n):
    def inner():
        for i in range(n):
            t = i
            yield t
            if i % 3 == 0:
                del t
            if i == n - 2:
                try:
                    t
                except UnboundLocalError as e:
                    yield str(e)

    return [x for x in inner()][-3:]


print(deleted(300), deleted(302))


def recursion():
    def deep(n):
        if n:
            yield n
            yield from deep(n - 1)

    s = 0
    for x in deep(150):
        s += x
    return s


print([recursion() for _ in range(3)])
