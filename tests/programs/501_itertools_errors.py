# itertools: every tool: the errors.
from itertools import *
import operator
a, b = tee([1, 2, 3])
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: list(islice([1], -1)))
attempt(lambda: list(batched('ab', 0)))
attempt(lambda: list(batched('abc', 2, strict=True)))
attempt(lambda: list(combinations('ab', -1)))
attempt(lambda: list(chain(5)))
attempt(lambda: repeat())
attempt(lambda: list(zip([1], [1, 2], strict=True)))
attempt(lambda: list(zip([1, 2], [1], strict=True)))
attempt(lambda: count('a'))
g = groupby([1, 1, 2, 2])
k1, g1 = next(g)
k2, g2 = next(g)
def roundrobin(*its):
    for t in zip_longest(*its, fillvalue=None):
        yield from (x for x in t if x is not None)
