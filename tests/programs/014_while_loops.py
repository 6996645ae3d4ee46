# while loops alone: counters, break, continue, else, nested, with complex conditions.
n = 0
while n < 3:
    n += 1
print(n)
while True:
    n -= 1
    if n < 0: break
print(n)
total = i = 0
while i < 20:
    i += 1
    if i % 2: continue
    if i > 14: break
    total += i
else:
    total = -1
print(total, i)
while i > 100:
    pass
else:
    print('else without iterations')
a, b = 48, 36
while b: a, b = b, a % b
print(a)
x, digits = 12345, 0
while x:
    digits += x % 10
    x //= 10
print(digits)
i = 0
while i < 3:
    j = 0
    while j < 3:
        if i == j:
            j += 1
            continue
        if i + j == 3: break
        print(i, j, end=' ')
        j += 1
    else:
        print('|', end=' ')
    i += 1
print()
stack = [1]
steps = 0
while stack and steps < 50:
    v = stack.pop()
    steps += 1
    if v < 20: stack += [v * 2, v * 3]
print(steps, stack)
lo, hi = 0, 1000
while lo < hi:
    mid = (lo + hi) // 2
    if mid * mid < 5000: lo = mid + 1
    else: hi = mid
print(lo)
s = 'aabbbc'
out = ''
i = 0
while i < len(s):
    j = i
    while j < len(s) and s[j] == s[i]: j += 1
    out += s[i] + str(j - i)
    i = j
print(out)
