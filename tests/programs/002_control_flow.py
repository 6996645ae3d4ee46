# if, while, for with break, continue and else clauses.
def classify(n):
    if n < 0:
        return 'negative'
    elif n == 0:
        return 'zero'
    elif n < 10:
        return 'small'
    else:
        return 'large'

for n in (-5, 0, 7, 100):
    print(n, classify(n))

i = 0
while i < 5:
    i += 1
    if i == 2:
        continue
    if i == 4:
        break
    print('while', i)
else:
    print('not reached')

while i > 0:
    i -= 1
else:
    print('while-else', i)

for i in range(3):
    pass
else:
    print('for-else', i)

for i in range(10):
    if i == 3:
        print('found', i)
        break
else:
    print('not reached')

total = 0
for a in range(4):
    for b in range(4):
        if b > a:
            break
        if (a + b) % 2:
            continue
        total += a * b
print(total)

print('yes' if total else 'no', 'yes' if not total else 'no')
print(0 or 'a', 1 and 'b', 0 and 'c', '' or [] or 'last', 1 and 2 and 3)
print(not (1 and 0), (not 1) or 5)

def early(limit):
    for n in range(2, limit):
        for d in range(2, n):
            if n % d == 0:
                break
        else:
            yield n
print(list(early(30)))

n, steps = 27, 0
while True:
    if n == 1:
        break
    n = n // 2 if n % 2 == 0 else 3 * n + 1
    steps += 1
print(steps)
