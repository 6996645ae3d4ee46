"""_statistics, _locale, _queue and _uuid, and what imports them."""
import _statistics
import _uuid
import locale
import queue
import random
import statistics
import threading
import uuid


def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except Exception as e:
        print(type(e).__module__, type(e).__name__, e)


random.seed(5)
for _ in range(40):
    print(_statistics._normal_dist_inv_cdf(random.random() ** random.randint(1, 60), 0.0, 1.0), end=" ")
print()
print(statistics.NormalDist(100, 15).quantiles(), statistics.NormalDist().inv_cdf(1 - 1e-15))
show(_statistics._normal_dist_inv_cdf, 0.0, 0.0, 1.0)
show(_statistics._normal_dist_inv_cdf, 0.5, 0.0, -1.0)
show(_statistics._normal_dist_inv_cdf, "a", 0.0, 1.0)
show(statistics.NormalDist().inv_cdf, 2)

show(locale.setlocale, locale.LC_ALL, "C")
show(locale.setlocale, locale.LC_NUMERIC)
show(locale.setlocale, locale.LC_ALL, "xx_YY.none")
show(locale.setlocale, 99)
show(locale.setlocale, "a")
print(locale.localeconv())
print(sorted(["b", "A", "a", "B", "\xe9"], key=locale.strxfrm), locale.strcoll("a", "b") < 0, locale.strcoll("b", "a") > 0, locale.strcoll("\xe9", "\xe9"))
print(locale.nl_langinfo(locale.D_FMT), locale.nl_langinfo(locale.MON_3), locale.nl_langinfo(locale.RADIXCHAR), locale.gettext("untranslated"))
show(locale.nl_langinfo, 5)
show(locale.strcoll, "a", 5)
show(locale.strxfrm, "a\0b")
print(locale.format_string("%d %.2f", (1234567, 1.5), grouping=True), locale.atof("1.5"), locale.currency is not None, locale.textdomain(None))

q = queue.SimpleQueue()
print(type(q), q.empty(), queue.SimpleQueue[int], queue.Empty.__module__)
threads = [threading.Thread(target=lambda n=n: [q.put((n, i)) for i in range(20)]) for n in range(3)]
for t in threads:
    t.start()
got = [q.get() for _ in range(60)]
for t in threads:
    t.join()
print(all([i for n, i in got if n == k] == list(range(20)) for k in range(3)), q.qsize())
show(q.get, False)
show(q.get, timeout=0.01)
show(q.get_nowait)
show(q.get, True, -1)
q.put(1)
q.put_nowait(2)
q.put(3, block=False, timeout=7)
print(q.qsize(), q.get(), q.get(block=True, timeout=5), q.get(), q.empty())
results = []
waiting = threading.Thread(target=lambda: results.append(q.get()))
waiting.start()
q.put("woken")
waiting.join()
print(results)

u = uuid.uuid1()
print(u.version, u.variant, len({uuid.uuid1() for _ in range(1000)}), len(_uuid.generate_time_safe()[0]), u.is_safe in uuid.SafeUUID, uuid.uuid1(node=5, clock_seq=7).hex[16:])
