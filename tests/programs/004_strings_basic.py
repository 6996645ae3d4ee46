# Strings: literals, indexing, slicing, concatenation, the common methods.
s = 'hello world'
print(s, len(s), s[0], s[-1], s[2:5], s[:5], s[6:], s[::-1], s[::2], s[-5:-2])
print(s.upper(), s.title(), s.capitalize(), s.swapcase(), 'ABC'.lower())
print('a' + 'b', 'ab' * 3, 3 * 'xy', 'z' * 0, 'z' * -1)
print('ell' in s, 'xyz' in s, 'xyz' not in s, s == 'hello world', s < 'help', 'a' < 'B')
print(s.split(), 'a,b,,c'.split(','), 'a,b,c'.split(',', 1), '  x  y '.split())
print(','.join(['a', 'b', 'c']), ''.join([]), '-'.join('abc'))
print(s.find('o'), s.rfind('o'), s.find('z'), s.index('w'), s.count('l'), s.count(''))
print(s.replace('l', 'L'), s.replace('l', 'L', 2), s.replace('', '.'))
print('  pad '.strip() + '|', '  pad '.lstrip() + '|', '  pad '.rstrip() + '|', 'xxaxx'.strip('x'))
print(s.startswith('hell'), s.endswith('ld'), s.startswith(('x', 'h')), s.startswith('w', 6))
print('42'.zfill(5), '-42'.zfill(5), 'x'.center(7, '*'), 'x'.ljust(4) + '|', 'x'.rjust(4))
print('abc'.isalpha(), 'abc1'.isalnum(), '123'.isdigit(), ' '.isspace(), 'Abc'.istitle(), 'abc'.islower())
print('a\tb\n', 'quote\'s', "double\"q", 'back\\slash', r'raw\n', '\x41\u00e9\U0001F600')
print('''triple
quoted''', """also
this""")
print('implicit ' 'concatenation')
print(repr('a\n\t\\\'"\x00\x7f\xe9\u3042'), repr("it's"), repr('say "x"'), repr('both \' and "'))
print('one two'.partition(' '), 'one'.partition(' '), 'a.b.c'.rpartition('.'))
print('a\nb\r\nc'.splitlines(), 'a\nb\n'.splitlines(True))
for ch in 'abc':
    print(ch, ord(ch), chr(ord(ch) + 1), end=';')
print()
print('%d %s %5.2f %x %r %%' % (42, 'str', 3.14159, 255, 'r'))
print('{} {1}'.format(1, 2) if False else '{} {}'.format(1, 2), '{0}{1}{0}'.format('a', 'b'), '{x:>5}'.format(x=1))
name, n = 'Bob', 3
print(f'{name} has {n} items, {n * 2} doubled, {name!r} {n:03d} {n=}')
print(str(1), str(1.0), str(None), str(True), str([1, 'a']), str((1,)))
print(min('hello'), max('hello'), sorted('hello'))
print('abc' < 'abd', 'abc' < 'ab', 'Z' < 'a', '' < 'a')
