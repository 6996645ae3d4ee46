# Iteration: range, enumerate, zip, map, filter, iterators, simple generators.
print(list(range(5)), list(range(2, 8)), list(range(10, 0, -3)), list(range(0)))
print(list(map(lambda x: x * x, range(5))), list(filter(None, [0, 1, '', 'a'])))
print(list(map(lambda a, b: a + b, [1, 2, 3], [10, 20])))
print(list(enumerate('abc', 1)), list(zip('ab', range(5), [True, False, None])))
it = iter([1, 2])
print(next(it), next(it), next(it, 'done'))
try:
    next(it)
except StopIteration:
    print('StopIteration')

def count(n):
    while n > 0:
        yield n
        n -= 1
print(list(count(4)), sum(count(10)), [*count(3)], max(count(5)))
def squares():
    n = 0
    while True:
        yield n * n
        n += 1
for s in squares():
    if s > 50:
        break
    print(s, end=' ')
print()
gen = (x * 2 for x in range(4) if x != 1)
print(next(gen), list(gen), list(gen))

class Countdown:
    def __init__(self, n):
        self.n = n
    def __iter__(self):
        return self
    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n
print(list(Countdown(4)), 2 in Countdown(4), 9 in Countdown(4))
a, b, c = Countdown(3)
print(a, b, c)

class Old:
    def __getitem__(self, i):
        if i >= 3:
            raise IndexError
        return i * 10
print(list(Old()), 20 in Old())
def chain(*its):
    for it in its:
        yield from it
print(list(chain([1], 'ab', range(2))))
print([y for x in [[1, 2], [3]] for y in x], {x: y for x, y in zip('ab', [1, 2])})
print([[i * j for j in range(3)] for i in range(3)])
print([x for x in range(20) if x % 2 if x % 3 == 0])
print(sum(x for x in range(100)), any(x > 5 for x in range(10)), all(x < 5 for x in range(10)))
for i, (a, *b) in enumerate([(1, 2, 3), 'xy']):
    print(i, a, b)
print(sorted(range(5), key=lambda x: (x % 2, -x)), list(reversed(range(5))))
print(list(iter(lambda c=[0]: c.append(0) or len(c), 4)))
try:
    for x in 5:
        pass
except TypeError as e:
    print(e)
try:
    a, b = [1, 2, 3]
except ValueError as e:
    print(e)
try:
    a, b, c = [1, 2]
except ValueError as e:
    print(e)
