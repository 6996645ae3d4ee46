# sorted, min, max and sort with keys, reverse, stability, tuples, and custom order.
people = [('bob', 30), ('ann', 25), ('cy', 30), ('di', 25)]
print(sorted(people), sorted(people, key=lambda p: p[1]), sorted(people, key=lambda p: (-p[1], p[0])), sorted(people, key=lambda p: p[1], reverse=True))
print(min(people, key=lambda p: p[1]), max(people, key=lambda p: p[1]), min([3, 1, 2]), max('hello'), min(5, 2, 9), max([], default='none'), min([[2], [1, 9]]), max(1, 2.5), min('b', 'a', key=ord))
words = 'the Quick brown Fox jumps'.split()
print(sorted(words), sorted(words, key=str.lower), sorted(words, key=len), sorted(words, key=lambda w: w[-1]), sorted(words, key=lambda w: (len(w), w), reverse=True))
l = [3, 1, 2]
print(l.sort(), l, l.sort(reverse=True), l, sorted((3, 1)), sorted({3, 1}), sorted({'b': 1, 'a': 2}), sorted('cab'), sorted(x % 3 for x in range(5)))
print(sorted([True, False, 2, 0.5]), sorted([[1, 2], [1], []]), sorted([(1, 'b'), (1, 'a'), (0, 'z')]), sorted(['10', '9', '2'], key=int), sorted([-3, 2, -1], key=abs))
class Version:
    def __init__(self, s): self.parts = tuple(map(int, s.split('.')))
    def __lt__(self, o): return self.parts < o.parts
    def __repr__(self): return '.'.join(map(str, self.parts))
print(sorted(map(Version, ['1.10', '1.2', '1.2.1', '0.9'])), max(map(Version, ['2.0', '10.0'])))
calls = []
sorted([3, 1, 2], key=lambda x: calls.append(x) or x)
print(calls)
for bad in (lambda: sorted([1, 'a']), lambda: sorted([{}, {}]), lambda: min([]), lambda: max(), lambda: sorted(5), lambda: sorted([1j, 2j]), lambda: min(1, key=5), lambda: max(1, 2, default=3)):
    try:
        bad()
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
data = [(i * 7919 % 10, i) for i in range(40)]
s = sorted(data, key=lambda t: t[0])
print(all(a[1] < b[1] for a, b in zip(s, s[1:]) if a[0] == b[0]), s[:6], sorted(data, reverse=True)[:3])
big = [(i * 2654435761) % 1000 for i in range(2000)]
print(sorted(big) == sorted(sorted(big, reverse=True)), sum(sorted(big)[:10]), sorted(big)[-3:])
