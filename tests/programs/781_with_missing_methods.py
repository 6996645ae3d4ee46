# with and async with on objects that lack the methods: the message names the class in full, but leaves out __main__ and builtins.
import threading
class K: pass
def make():
    class Local: pass
    return Local
class Enter:
    def __enter__(self): pass
class Exit:
    def __exit__(self, *a): pass
    async def __aexit__(self, *a): pass
class AsyncEnter:
    async def __aenter__(self): pass
async def use(o):
    async with o: pass
def run(n):
    c = {}
    objects = [K(), make()(), Enter(), Exit(), AsyncEnter(), 5, None, [], threading.Thread(), K, len, make]
    for i in range(n):
        o = objects[i % len(objects)]
        try:
            with o: pass
        except TypeError as e: c[str(e)] = c.get(str(e), 0) + 1
        try: use(o).send(None)
        except TypeError as e: c[str(e)] = c.get(str(e), 0) + 1
    return c
for k, v in run(120).items(): print(v, k)
