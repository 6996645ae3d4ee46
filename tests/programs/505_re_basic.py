# re: matching, groups, flags, substitution, splitting, errors.
import re
def show(m): print(m and (m.group(), m.span(), m.groups(), m.groupdict()))
for p, s in ((r'a+b', 'xaaab'), (r'(\w+)@(\w+)\.com', 'me@site.com'), (r'(?P<y>\d{4})-(?P<m>\d\d)', 'on 2024-05'), (r'^\s*$', '   '), (r'(a)|b', 'b'), (r'x*', 'aaa'), (r'(?i)HELLO', 'say hello'), (r'a.c', 'a\nc'), (r'(?s)a.c', 'a\nc'), (r'\bfoo\b', 'a foo b'), (r'(?<=\$)\d+', 'cost $42'), (r'\d+(?!px)', '10px 20em'),
             (r'(.)\1', 'hello'), (r'(?:ab)+', 'ababa'), (r'a{2,3}?', 'aaaa'), (r'[^a-z]+', 'abcXYZ1'), (r'(?P<q>[\'"]).*?(?P=q)', 'x "quoted" y'), (r'(a(b(c)))', 'abc'), (r'(?>a+)ab', 'aaab'), (r'a++b', 'aab'), (r'(?x) a  b # comment', 'ab'), (r'\u00e9|\N{BULLET}', 'é'), (r'(?m)^b$', 'a\nb\nc'), (r'(?(1)a|b)' if False else r'(<)?a(?(1)>|$)', '<a>'), (r'\A\d\Z', '5'), (r'[\w.-]+', 'a.b-c d')):
    show(re.search(p, s))
print(re.match('b', 'ab'), re.fullmatch('a|ab', 'ab').group(), re.findall(r'\d+', 'a1b22c333'), re.findall(r'(\w)(\d)', 'a1 b2'), [m.start() for m in re.finditer('a', 'banana')], re.split(r'[,;]\s*', 'a, b;c'), re.split(r'(-)', 'a-b-c', maxsplit=1), re.split(r'x*', 'axbc'), re.findall('', 'ab'), re.findall(r'\b', 'ab c'))
print(re.sub(r'\d', '#', 'a1b2'), re.sub(r'(\w)(\w)', r'\2\1', 'abcd'), re.sub(r'(?P<x>\w)', r'<\g<x>>', 'ab'), re.sub('a', lambda m: m.group().upper() + str(m.start()), 'banana', count=2), re.subn('x*', '-', 'abxd'), re.sub(r'\b', '|', 'hi yo'), re.sub('(a)?', r'[\1]', 'ab'), re.escape('a.b*c[d]'), re.sub('\n', r'\\n', 'a\nb'))
p = re.compile(r'(\d+)(?P<unit>[a-z]+)?', re.I | re.M)
print(p.pattern, p.flags, p.groups, p.groupindex, p.match('5kg', 0).expand(r'\1 \g<unit>'), p.search('xx12KG', 3).span('unit'), p == re.compile(r'(\d+)(?P<unit>[a-z]+)?', re.I | re.M), repr(p), p.fullmatch('7')['unit'], p.match('9')[1], p.match('9').lastindex, p.match('9kg').lastgroup)
m = re.search('(a)(b)?', 'xa')
print(m.groups('none'), m.start(2), m.regs, m.pos, m.endpos, m.string, bool(m), repr(m), m.re.pattern)
for bad in ('(', ')', '[', 'a**', '*a', r'\1', '(?P<n>a)(?P<n>b)', '(?P<1>a)', 'a{3,1}', '(?z)', '[z-a]', '(?<=a+)b', '\\', '(?P=x)', r'\q', 'a(?i)b', '(?P<n'):
    try:
        re.compile(bad)
        print(bad, 'ok')
    except re.error as e:
        print(repr(bad), e, e.pos)
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: re.match('a', b'a'))
attempt(lambda: re.match(b'a', 'a'))
attempt(lambda: m.group(5))
attempt(lambda: m.group('zz'))
attempt(lambda: re.sub('a', r'\5', 'a'))
attempt(lambda: re.match(5, 'a'))
print(re.findall(rb'\w+', b'ab cd'), re.sub(b'a', b'x', b'aba'), re.findall(r'(?a)\w+', 'aé b'), re.findall(r'\w+', 'aé b'), re.findall('[\u3040-\u30ff]+', 'abcひらがなxyz'), re.I | re.S, re.findall('ß', 'ẞß', re.I), re.search('\\d', '٣').group())
scanner = re.Scanner([(r'\d+', lambda s, t: int(t)), (r'[a-z]+', lambda s, t: t), (r'\s+', None)])
print(scanner.scan('12 abc 7 !'))
