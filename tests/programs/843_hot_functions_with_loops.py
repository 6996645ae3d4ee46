# Functions with loops, called from functions and loops that are hot themselves.
def permutations(items):
    if len(items) <= 1:
        return [items]
    result = []
    for i in range(len(items)):
        for rest in permutations(items[:i] + items[i + 1:]):
            result.append([items[i]] + rest)
    return result


def queens(n, row=0, columns=0, left=0, right=0):
    if row == n:
        return 1
    count = 0
    for column in range(n):
        bit = 1 << column
        if columns & bit or left & 1 << row + column or right & 1 << row - column + n:
            continue
        count += queens(n, row + 1, columns | bit, left | 1 << row + column, right | 1 << row - column + n)
    return count


def copy(x):
    if isinstance(x, dict):
        return {key: copy(value) for key, value in x.items()}
    if isinstance(x, list):
        result = []
        for item in x:
            result.append(copy(item))
        return result
    return x


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


def digits(n):
    total = 0
    while n:
        total += n % 10
        n //= 10
    return total if total < 10 else digits(total)


def search(graph, node, seen):
    seen.add(node)
    for other in graph[node]:
        if other not in seen:
            search(graph, other, seen)
    return len(seen)


def quicksort(items):
    if len(items) < 2:
        return items
    pivot, small, large = items[0], [], []
    for item in items[1:]:
        if item < pivot:
            small.append(item)
        else:
            large.append(item)
    return quicksort(small) + [pivot] + quicksort(large)


def parse(text, at=0):
    items, number = [], ''
    while at < len(text):
        c = text[at]
        at += 1
        if c == '(':
            inner, at = parse(text, at)
            items.append(inner)
        elif c == ')':
            break
        elif c.isdigit():
            number += c
            continue
        if number:
            items.append(int(number))
            number = ''
    if number:
        items.append(int(number))
    return items, at


def early(items, wanted):
    for i, item in enumerate(items):
        if item == wanted:
            return i
        if isinstance(item, list):
            found = early(item, wanted)
            if found is not None:
                return [i, found]
    return None


def tidy(n):
    out = []
    for i in range(n):
        try:
            if i % 3 == 0:
                raise ValueError(i)
            out.append(tidy(i) if i < 4 else i)
        except ValueError as e:
            out.append(-e.args[0])
        finally:
            out.append('.')
    return len(out)


print(len(permutations([1, 2, 3, 4, 5])), permutations(list('abc')))
print([queens(n) for n in range(1, 7)])
data = {'a': [1, 2, {'b': [3, [4, {'c': 5}]]}], 'd': {'e': [[], [[]]]}}
for i in range(50):
    made = copy(data)
print(made == data, made is data, made['a'][2] is data['a'][2])
print(sum(gcd(a, b) for a in range(1, 60) for b in range(1, 60)))
print(sum(digits(n * n * n) for n in range(500)))
graph = {n: [(n * 2) % 300, (n * 3 + 1) % 300, (n + 7) % 300] for n in range(300)}
print([search(graph, n, set()) for n in (1, 2, 3)])
values = [(n * 7919 + 13) % 1009 for n in range(400)]
print(quicksort(values) == sorted(values), quicksort(list('recursion')))
print(parse('1(2(3 4)5)(6(7)((8)))9' * 3)[0][-4:])
nested = [1, [2, [3, [4, [5, 'x']]]], 'y']
for i in range(60):
    found = early(nested, 'x'), early(nested, 'y'), early(nested, 'z')
print(found)
print([tidy(n) for n in range(30)][-3:])
