# Repeating a deque: as often as memory allows, at once or not at all; with a limit only the end is kept.
import sys
from collections import deque
for items, limit, n in (([1, 2], None, 2**62), ([1, 2, 3], 5, 10**15), ([1] * 3, None, 4), ([1], 0, 10**15), ([1, 2], 3, 2), ([7], 4, 10**12),
                        ([], None, 10**15), ([1, 2], None, 0), ([1, 2], None, -3), ([1, 2], 7, 1), (range(20), None, 3), ([1, 2], None, 2**70)):
    for how in 'new', 'in place', 'reflected':
        d = deque(items, limit)
        try:
            if how == 'new': r = d * n
            elif how == 'reflected': r = n * d
            else:
                r = d
                r *= n
            print(how, list(r), r.maxlen, r is d)
        except (MemoryError, OverflowError) as e: print(how, type(e).__name__, len(d))
def refused(n):
    d = deque([1])
    try: d *= n
    except MemoryError: return len(d) == 1
# CPython fills the memory of the machine before it says so.
print(sys.implementation.name == 'cpython' or all(map(refused, (10**13, 10**15, 10**17))))
