# Building strings: concatenation in loops, join, repetition, slicing, searching by hand.
s = ''
for i in range(10): s += str(i)
print(s)
print(''.join([c for c in s if int(c) % 2]), '-'.join(s[:3]))
r = ''
for c in s: r = c + r
print(r, s[::-1] == r)
def caesar(text, k):
    out = []
    for c in text:
        if 'a' <= c <= 'z': out.append(chr((ord(c) - 97 + k) % 26 + 97))
        elif 'A' <= c <= 'Z': out.append(chr((ord(c) - 65 + k) % 26 + 65))
        else: out.append(c)
    return ''.join(out)
print(caesar('Hello, World!', 3), caesar(caesar('abcxyz', 5), -5))
def count_vowels(t): return sum(c in 'aeiou' for c in t.lower())
print(count_vowels('The Quick Brown Fox'))
def words(t):
    out, w = [], ''
    for c in t + ' ':
        if c == ' ':
            if w: out.append(w)
            w = ''
        else: w += c
    return out
print(words('  some   words here '))
for i in range(1, 6): print(' ' * (5 - i) + '*' * (2 * i - 1))
print('=' * 10, '-=' * 5)
def palindrome(t): return t == t[::-1]
print([w for w in ('level', 'abc', 'noon', '') if palindrome(w)])
def is_anagram(a, b): return sorted(a) == sorted(b)
print(is_anagram('listen', 'silent'), is_anagram('a', 'b'))
table = ''
for i in range(1, 4):
    for j in range(1, 4): table += str(i * j).rjust(3)
    table += '\n'
print(table, end='')
print('abc'.replace('b', '[b]'), 'a,b;c'.replace(';', ',').split(','))
def compress(t):
    out = ''
    for c in t:
        if out and out[-1] == c: continue
        out += c
    return out
print(compress('aaabbcdd'), len('x' * 1000), ('ab' * 500)[499:502])
print('%s is %d years and %.1f%%' % ('Bob', 42, 99.5), '{:>6}|{:<6}|{:^6}'.format('r', 'l', 'c'))
