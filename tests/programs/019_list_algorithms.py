# Algorithms on lists: sorting by hand, searching, rotating, matrices, sieves, dynamic programming.
def selection(a):
    a = list(a)
    for i in range(len(a)):
        m = min(range(i, len(a)), key=a.__getitem__)
        a[i], a[m] = a[m], a[i]
    return a
def insertion(a):
    a = a[:]
    for i in range(1, len(a)):
        x, j = a[i], i
        while j and a[j - 1] > x:
            a[j] = a[j - 1]
            j -= 1
        a[j] = x
    return a
def heapsort(a):
    a = a[:]
    def sift(i, n):
        while (c := 2 * i + 1) < n:
            if c + 1 < n and a[c + 1] > a[c]: c += 1
            if a[i] >= a[c]: return
            a[i], a[c] = a[c], a[i]
            i = c
    for i in range(len(a) // 2, -1, -1): sift(i, len(a))
    for n in range(len(a) - 1, 0, -1):
        a[0], a[n] = a[n], a[0]
        sift(0, n)
    return a
data = [(i * 37 + 11) % 50 for i in range(30)]
print(selection(data) == insertion(data) == heapsort(data) == sorted(data), heapsort(data)[:5])
def rotate(a, k): return a[k:] + a[:k]
print(rotate([1, 2, 3, 4], 1), rotate([1, 2, 3, 4], -1))
m = [[1, 2, 3], [4, 5, 6]]
print([list(r) for r in zip(*m)], sum(map(sum, m)), [x for r in m for x in r])
def lis(a):
    best = [1] * len(a)
    for i in range(len(a)):
        for j in range(i):
            if a[j] < a[i]: best[i] = max(best[i], best[j] + 1)
    return max(best)
print(lis([3, 1, 4, 1, 5, 9, 2, 6]))
