# Hot loops over strings and bytes: ASCII and not, growing, slicing, comparing, hashing, formatting.
def vowels(text, n):
    c = 0
    for _ in range(n):
        for ch in text:
            if ch in 'aeiou': c += 1
    return c
print(vowels('the quick brown fox', 50), vowels('thé quick bröwn', 50), vowels('\U0001F600a\u3042e', 100))
def build(n):
    s = ''
    for i in range(n): s += chr(97 + i % 26)
    return len(s), s[:5], s[-5:], s.count('a')
print(build(1000))
def build_wide(n):
    s = ''
    for i in range(n): s += chr(97 + i % 26) if i % 100 else 'é'
    return len(s), s.count('é'), s[100], s[101], s.index('é', 1)
print(build_wide(1000))
def index_loop(s):
    t = 0
    for i in range(len(s)): t += ord(s[i]) * (i % 7) + ord(s[-i - 1])
    return t
print(index_loop('abcdefghij' * 30), index_loop('aé\u3042\U0001F600' * 50))
def tokens(src, n):
    out = []
    for _ in range(n):
        out = []
        i = 0
        while i < len(src):
            c = src[i]
            if c.isspace(): i += 1
            elif c.isdigit():
                j = i
                while j < len(src) and src[j].isdigit(): j += 1
                out.append(int(src[i:j]))
                i = j
            elif c.isalpha():
                j = i
                while j < len(src) and src[j].isalnum(): j += 1
                out.append(src[i:j])
                i = j
            else:
                out.append(c)
                i += 1
    return out
print(tokens('x1 = 42 + (foo*7) - é9', 30))
def compare(ws):
    c = 0
    for a in ws:
        for b in ws: c += (a < b) + (a == b) * 10 + a.startswith(b) * 100 + (b in a) * 1000
    return c
print(compare(['a', 'ab', 'abc', 'b', '', 'é', 'aé', 'A', 'zz'] * 3))
