# bisect and heapq.
import bisect, heapq
a = [1, 3, 3, 5]
print([bisect.bisect(a, x) for x in range(7)], [bisect.bisect_left(a, x) for x in range(7)], bisect.bisect(a, 3, 0, 2), bisect.bisect(['a', 'BB'], 2, key=len))
bisect.insort(a, 4); bisect.insort_left(a, 3); bisect.insort(a, -1, key=lambda v: v)
print(a)
def grade(score): return 'FDCBA'[bisect.bisect([60, 70, 80, 90], score)]
print([grade(s) for s in (33, 60, 77, 89, 90, 100)])
h = []
for x in [5, 2, 8, 1, 9, 3]: heapq.heappush(h, x)
print(h, heapq.heappop(h), h, heapq.heappushpop(h, 0), heapq.heapreplace(h, 7), h, [heapq.heappop(h) for _ in range(len(h))])
l = [9, 4, 7, 1, 8, 2]
heapq.heapify(l)
print(l, heapq.nlargest(3, [1, 5, 2, 8]), heapq.nsmallest(2, 'hello'), heapq.nlargest(2, ['aa', 'b', 'cccc'], key=len), list(heapq.merge([1, 4], [2, 3], [0])), list(heapq.merge([3, 1], [2], reverse=True)), list(heapq.merge('ac', 'B', key=str.lower)))
m = []
for x in [3, 1, 2]: heapq.heappush_max(m, x)
print(m, heapq.heappop_max(m), m)
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: heapq.heappop([]))
attempt(lambda: heapq.heappush((), 1))
attempt(lambda: heapq.heapify([1, 'a']))
attempt(lambda: bisect.bisect([1], 'a'))
attempt(lambda: bisect.bisect([1], 1, -1))
class T:
    def __init__(self, p): self.p = p
    def __lt__(self, o): return self.p < o.p
    def __repr__(self): return f'T{self.p}'
q = [T(5), T(1), T(3)]
heapq.heapify(q)
print(heapq.heappop(q), q[0])
def dijkstra(g, s):
    dist, pq = {s: 0}, [(0, s)]
    while pq:
        d, u = heapq.heappop(pq)
        if d > dist[u]: continue
        for v, w in g.get(u, ()):
            if d + w < dist.get(v, 1e9):
                dist[v] = d + w
                heapq.heappush(pq, (d + w, v))
    return dist
print(dijkstra({'a': [('b', 7), ('c', 3)], 'c': [('b', 1), ('d', 8)], 'b': [('d', 2)]}, 'a'))
