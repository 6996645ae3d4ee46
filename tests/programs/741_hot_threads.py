# Several threads run the same hot functions at once; each must see its own locals, and locked or thread-local data stay right.
import threading, queue
def work(k, n):
    s, t = 0, 0.5
    for i in range(n):
        s += i * k
        t = t + 0.25 if i % 2 else t - 0.125
        if i % 3 == k % 3: s ^= i
    return s, t
def in_threads(f, args):
    out = [None] * len(args)
    def run(j, a):
        try: out[j] = f(*a)
        except Exception as e: out[j] = type(e).__name__, str(e)
    ts = [threading.Thread(target=run, args=(j, a)) for j, a in enumerate(args)]
    for t in ts: t.start()
    for t in ts: t.join()
    return out
args = [(k, 1500) for k in (1, 2, 3, 0.5, 2 ** 61, True)]
a = in_threads(work, args)
print(a == [work(*x) for x in args], a[0], a[3], a[4][0])
lock, total = threading.Lock(), 0
def locked(k, n):
    global total
    for i in range(n):
        with lock: total += k
    return k
print(in_threads(locked, [(k, 400) for k in range(1, 5)]), total)
class P:
    def __init__(self, v): self.v = v
    def step(self, k): self.v = (self.v * 31 + k) % 1000003; return self.v
def objects(seed, n):
    p, trail = P(seed), []
    for i in range(n):
        p.step(i)
        if i % 300 == 299: trail.append(p.v); p = P(p.v)
    return trail
x = in_threads(objects, [(s, 900) for s in range(4)])
print(x, x == [objects(s, 900) for s in range(4)])
local = threading.local()
def own(k, n):
    local.x = 0
    for i in range(n): local.x += k
    return local.x
print(in_threads(own, [(k, 500) for k in (1, 2.5, 3)]), hasattr(local, 'x'))
def errors(k, n):
    d, miss = {i: i for i in range(0, n, k)}, 0
    for i in range(n):
        try: d[i]
        except KeyError: miss += 1
    if k == 3: d['last']
    return miss
print(in_threads(errors, [(k, 600) for k in (1, 2, 3, 4)]))
def producer(q, n):
    for i in range(n): q.put(i)
    q.put(None)
def consumer(q):
    s = c = 0
    while (v := q.get()) is not None: s += v; c += 1
    return s, c
q = queue.Queue(10)
def pipeline(role): return producer(q, 300) if role else consumer(q)
print(in_threads(pipeline, [(1,), (0,)]))
def gen(k):
    while True:
        yield k
        k += 1
def gens(k, n):
    g = gen(k)
    return sum(next(g) for _ in range(n))
print(in_threads(gens, [(k, 400) for k in range(5)]))
class Shared:
    factor = 1
def changing(stop, ready):
    n = 0
    ready.set()
    while not stop.is_set():
        n += 1
        if Shared.factor not in (1, 2.5, 'x'): return 'impossible'
    return Shared.factor
stop, ready = threading.Event(), threading.Event()
res = []
t = threading.Thread(target=lambda: res.append(changing(stop, ready)))
t.start()
ready.wait()
for i in range(300): Shared.factor = (1, 2.5, 'x')[i % 3]
stop.set()
t.join()
print(res, Shared.factor)
flag = False
def spin():
    n = 0
    while not flag: n += 1
    return n >= 0
res = []
t = threading.Thread(target=lambda: res.append(spin()))
t.start()
flag = True
t.join()
print(res)
def redefined(n):
    return sum(helper(i) for i in range(n))
def helper(i): return i
r1 = in_threads(redefined, [(300,)] * 3)
def helper(i): return -i
r2 = in_threads(redefined, [(300,)] * 3)
print(r1, r2)
