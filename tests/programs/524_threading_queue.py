# threading and queue basics with deterministic results.
import threading, queue, time
results = []
lock = threading.Lock()
def work(n):
    with lock: results.append(n * n)
ts = [threading.Thread(target=work, args=(i,), name=f'w{i}') for i in range(5)]
for t in ts: t.start()
for t in ts: t.join()
print(sorted(results), ts[0].name, ts[0].is_alive(), threading.current_thread().name, threading.main_thread() is threading.current_thread(), threading.active_count())
q = queue.Queue()
done = []
def consumer():
    while (item := q.get()) is not None:
        done.append(item * 2)
        q.task_done()
    q.task_done()
t = threading.Thread(target=consumer)
t.start()
for i in range(10): q.put(i)
q.join() if False else None
q.put(None)
t.join()
print(done, q.empty(), q.qsize())
counter = 0
def inc(n):
    global counter
    for _ in range(n):
        with lock: counter += 1
ts = [threading.Thread(target=inc, args=(1000,)) for _ in range(4)]
[t.start() for t in ts]
[t.join() for t in ts]
print(counter)
ev = threading.Event()
order = []
def waiter():
    ev.wait()
    order.append('waiter')
t = threading.Thread(target=waiter)
t.start()
order.append('main')
ev.set()
t.join()
print(order, ev.is_set())
loc = threading.local()
loc.v = 'main'
seen = []
def local_test():
    seen.append(hasattr(loc, 'v'))
    loc.v = 'thread'
t = threading.Thread(target=local_test)
t.start(); t.join()
print(seen, loc.v)
r = threading.RLock()
with r:
    with r: print('reentrant')
c = threading.Condition()
items = []
def producer():
    with c:
        items.append(1)
        c.notify()
with c:
    t = threading.Thread(target=producer)
    t.start()
    c.wait_for(lambda: items)
t.join()
print(items)
b = threading.Barrier(2)
t = threading.Thread(target=b.wait)
t.start()
b.wait()
t.join()
s = threading.Semaphore(2)
print(s.acquire(), s.acquire(), s.acquire(blocking=False), s.release())
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: queue.Queue(1).get_nowait())
attempt(lambda: lock.release())
attempt(lambda: queue.Queue().get(timeout=0.01))
attempt(lambda: t.start())
full = queue.Queue(1)
full.put(1)
attempt(lambda: full.put_nowait(2))
pq = queue.PriorityQueue()
for x in (3, 1, 2): pq.put(x)
print([pq.get() for _ in range(3)], lock.acquire(timeout=0.1), lock.locked(), lock.release())
lq = queue.LifoQueue()
for x in 'abc': lq.put(x)
print(lq.get(), queue.SimpleQueue().empty())
caught = []
threading.excepthook = lambda a: caught.append((a.exc_type.__name__, str(a.exc_value)))
t = threading.Thread(target=lambda: 1 / 0)
t.start(); t.join()
print(caught)
class T(threading.Thread):
    def run(self): self.result = 42
t = T(daemon=True)
t.start(); t.join()
print(t.result, t.daemon)
from concurrent.futures import ThreadPoolExecutor, as_completed
with ThreadPoolExecutor(3) as ex:
    print(list(ex.map(lambda x: x * x, range(5))), ex.submit(pow, 2, 5).result())
    f = ex.submit(lambda: 1 / 0)
    print(type(f.exception()).__name__, f.done(), sorted(x.result() for x in as_completed([ex.submit(abs, -i) for i in range(3)])))
timer = threading.Timer(0.01, lambda: caught.append('timer'))
timer.start(); timer.join()
print(caught[-1])
