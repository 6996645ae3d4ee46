# Data structure work in hot loops: graph searches, union-find, tries, linked lists, red-black style trees, Huffman, LZ, topological order.
import heapq
from collections import deque, defaultdict
def graph(n): return {i: [((i * 7 + 3) % n, i % 5 + 1), ((i * 3 + 1) % n, 2.5 if i % 4 == 0 else i % 3), ((i + 1) % n, 4)] for i in range(n)}
def dijkstra(g, s):
    dist, heap, done = {s: 0}, [(0, s)], set()
    while heap:
        d, u = heapq.heappop(heap)
        if u in done: continue
        done.add(u)
        for v, w in g[u]:
            nd = d + w
            if v not in dist or nd < dist[v]: dist[v] = nd; heapq.heappush(heap, (nd, v))
    return dist
g = graph(60)
for s in (0, 7, 31): d = dijkstra(g, s); print(s, sum(d.values()), max(d.values()), [d[k] for k in range(0, 60, 9)])
def bfs(g, s):
    seen, q, order = {s: 0}, deque([s]), []
    while q:
        u = q.popleft()
        order.append(u)
        for v, _ in g[u]:
            if v not in seen: seen[v] = seen[u] + 1; q.append(v)
    return order[:8], max(seen.values()), sum(seen.values())
print([bfs(g, s) for s in (0, 5)])
def components(g):
    index, low, stack, on, out, c = {}, {}, [], set(), [], 0
    def visit(u):
        nonlocal c
        index[u] = low[u] = c
        c += 1
        stack.append(u)
        on.add(u)
        for v, _ in g[u]:
            if v not in index: visit(v); low[u] = min(low[u], low[v])
            elif v in on: low[u] = min(low[u], index[v])
        if low[u] == index[u]:
            comp = []
            while True:
                v = stack.pop()
                on.discard(v)
                comp.append(v)
                if v == u: break
            out.append(len(comp))
    for u in g:
        if u not in index: visit(u)
    return out
print(components(g), components({i: [((i * i + 1) % 40, 0)] for i in range(40)}))
class Find:
    def __init__(self, n): self.p = list(range(n)); self.size = [1] * n
    def root(self, x):
        while self.p[x] != x: self.p[x] = self.p[self.p[x]]; x = self.p[x]
        return x
    def join(self, a, b):
        a, b = self.root(a), self.root(b)
        if a == b: return False
        if self.size[a] < self.size[b]: a, b = b, a
        self.p[b] = a
        self.size[a] += self.size[b]
        return True
uf = Find(300)
print(sum(uf.join(i * 17 % 300, i * 31 % 300) for i in range(500)), len({uf.root(i) for i in range(300)}), max(uf.size))
class Link:
    __slots__ = ('v', 'next')
    def __init__(self, v, next=None): self.v, self.next = v, next
def linked(n):
    head = None
    for i in range(n): head = Link(i if i % 50 else float(i), head)
    for _ in range(3):
        prev, node = None, head
        while node: node.next, prev, node = prev, node, node.next
        head = prev
    out, node = [], head
    while node and node.next:
        node.next = node.next.next
        node = node.next
        if node and len(out) < 8: out.append(node.v)
    c = 0
    while head: c, head = c + head.v, head.next
    return out, c
print(linked(300))
class Tree:
    class Node:
        def __init__(self, k): self.k, self.l, self.r, self.h = k, None, None, 1
    def __init__(self): self.root, self.turns = None, 0
    def height(self, n): return n.h if n else 0
    def fix(self, n): n.h = 1 + max(self.height(n.l), self.height(n.r)); return n
    def turn(self, n, a, b):
        self.turns += 1
        m = getattr(n, a)
        setattr(n, a, getattr(m, b))
        setattr(m, b, self.fix(n))
        return self.fix(m)
    def put(self, n, k):
        if n is None: return Tree.Node(k)
        a, b = ('l', 'r') if k < n.k else ('r', 'l')
        setattr(n, a, self.put(getattr(n, a), k))
        self.fix(n)
        if self.height(getattr(n, a)) - self.height(getattr(n, b)) > 1:
            c = getattr(n, a)
            if self.height(getattr(c, b)) > self.height(getattr(c, a)): setattr(n, a, self.turn(c, b, a))
            return self.turn(n, a, b)
        return n
    def add(self, k): self.root = self.put(self.root, k)
    def __iter__(self):
        st, n = [], self.root
        while st or n:
            while n: st.append(n); n = n.l
            n = st.pop()
            yield n.k
            n = n.r
t = Tree()
for i in range(200):
    t.add(i * 37 % 211 if i % 3 else i / 2)
    if i % 50 == 49: print(i, t.root.h, t.turns, t.root.k)
print(list(t) == sorted(t), len(list(t)))
def huffman(text):
    heap = sorted([n, i, c] for i, (c, n) in enumerate(sorted((c, text.count(c)) for c in set(text))))
    k = len(heap)
    while len(heap) > 1:
        a, b = heapq.heappop(heap), heapq.heappop(heap)
        heapq.heappush(heap, [a[0] + b[0], k, (a[2], b[2])])
        k += 1
    codes = {}
    def walk(n, p):
        if isinstance(n, tuple): walk(n[0], p + '0'); walk(n[1], p + '1')
        else: codes[n] = p or '0'
    walk(heap[0][2], '')
    bits = ''.join(codes[c] for c in text)
    back, cur, inv = '', '', {v: k for k, v in codes.items()}
    for b in bits:
        cur += b
        if cur in inv: back += inv[cur]; cur = ''
    return len(bits), codes['e'], back == text
text = 'she sells sea shells by the sea shore; the shells she sells are sea-shells, I am sure. ' * 4
print(huffman(text), huffman('e'))
def lzw(text):
    d, w, out = {chr(i): i for i in range(128)}, '', []
    for c in text:
        if w + c in d: w += c
        else: out.append(d[w]); d[w + c] = len(d); w = c
    out.append(d[w])
    d, prev = {i: chr(i) for i in range(128)}, ''
    back = []
    for k in out:
        e = d[k] if k in d else prev + prev[0]
        if prev: d[len(d)] = prev + e[0]
        back.append(e)
        prev = e
    return len(out), out[:6], out[-3:], ''.join(back) == text
print(lzw(text))
def trie(words):
    root = {}
    for w in words:
        n = root
        for c in w: n = n.setdefault(c, {})
        n[''] = n.get('', 0) + 1
    def count(n): return sum(v if k == '' else count(v) for k, v in n.items())
    def deepest(n): return max((1 + deepest(v) for k, v in n.items() if k), default=0)
    return count(root), deepest(root), ''.join(root)
print(trie(text.split() * 2))
def topo(deps):
    left, order = {k: set(v) for k, v in deps.items()}, []
    while left:
        ready = sorted(k for k, v in left.items() if not v)
        if not ready: return order, 'cycle', sorted(left)
        order += ready
        for k in ready: del left[k]
        for v in left.values(): v.difference_update(ready)
    return order, 'done', len(order)
print(topo({i: [j for j in range(i) if (i * j) % 7 == 3] for i in range(40)}), topo({1: [2], 2: [3], 3: [1], 4: []}))
def kmp(text, pat):
    fail, j, hits = [0], 0, []
    for c in pat[1:]:
        while j and pat[j] != c: j = fail[j - 1]
        j += pat[j] == c
        fail.append(j)
    j = 0
    for i, c in enumerate(text):
        while j and (j == len(pat) or pat[j] != c): j = fail[j - 1]
        if pat[j] == c: j += 1
        if j == len(pat): hits.append(i - j + 1)
    return hits
print(kmp(text, 'shells')[:6], kmp('ab' * 100, 'aba')[-3:], kmp('aaaa' * 20, 'aab'))
