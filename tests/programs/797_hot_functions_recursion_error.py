# RecursionError out of functions that run as machine code: where it comes, what it says, and what goes on afterwards.
import sys


def deep(n):
    return 0 if n == 0 else 1 + deep(n - 1)


def endless(n):
    return endless(n + 1) + 1


def ping(n):
    return pong(n + 1) + 1


def pong(n):
    return ping(n + 1) + 1


def reached():
    count = 0

    def go():
        nonlocal count
        count += 1
        go()

    try:
        go()
    except RecursionError:
        pass
    return count


def guarded(n):
    try:
        return guarded(n + 1)
    except RecursionError:
        return n


class Node:
    def __init__(self, depth):
        self.depth = depth
        self.next = Node(depth + 1)


messages = set()
for i in range(40):
    assert deep(300) == 300
    for function in (endless, ping, Node):
        try:
            function(0)
        except RecursionError as e:
            messages.add(str(e))
print(sorted(messages))

depths = [reached() for _ in range(60)]
print(len(set(depths)), depths[0] == depths[-1])
caught = [guarded(0) for _ in range(60)]
print(len(set(caught)), abs(caught[0] - depths[0]) < 5)

old = sys.getrecursionlimit()
results = []
for limit in (200, 400, 3000, 250):
    sys.setrecursionlimit(limit)
    row = [reached() for _ in range(20)]
    results.append((len(set(row)), row[0]))
sys.setrecursionlimit(old)
print([n for n, _ in results], [b - a for (_, a), (_, b) in zip(results, results[1:])])

sys.setrecursionlimit(60000)
print(deep(50000), deep(20000), deep(50000))
sys.setrecursionlimit(old)
for _ in range(20):
    try:
        deep(5000)
    except RecursionError as e:
        print(e) if _ == 19 else None
print(deep(500))


def lower(n):
    # The limit changes while the function runs.
    if n == 0:
        sys.setrecursionlimit(old)
        return 0
    return lower(n - 1) + 1


for _ in range(100):
    sys.setrecursionlimit(old + 1)
    lower(30)
print(sys.getrecursionlimit() == old, lower(100))
