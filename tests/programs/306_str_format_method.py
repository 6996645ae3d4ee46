# str.format, format(), % formatting, Template, format_map.
print('{} {}'.format(1, 2), '{1} {0}'.format('a', 'b'), '{a} {b}'.format(a=1, b=2), '{0.real} {0.imag}'.format(1 + 2j), '{0[1]} {0[k]}'.format({'k': 'v', 1: 'one'}), '{[2]}'.format([1, 2, 3]), '{0!r:>6}|'.format('a'), '{:{}}|'.format('x', 5), '{:{w}.{p}f}'.format(3.14159, w=8, p=2), '{{}} {{{0}}}'.format(1))
print('{a.__class__.__name__}'.format(a=5), '{0}{0}{1}'.format('x', 'y'), '{x[a][b]}'.format(x={'a': {'b': 1}}), '{:%Y}'.format(type('D', (), {'__format__': lambda s, f: f})()))
for spec in ('5', '<5', '>5', '^5', '=5', '+', '-', ' ', '05', '+05', '#x', '#b', '#o', 'X', 'c', 'e', '.2f', '%', ',', '_', '_x', '_b', 'n', '*^9', '*>+9', '#_x', '08,', '.1%', 'g', '010,d', 'd'):
    print(repr(spec), repr(format(1234, spec)), repr(format(-42, spec)) if spec != 'c' else '')
for spec in ('', '5', '.3', '10.3', '<10.2f', '^10.1e', '+.2f', ' .2f', '010.2f', ',', ',.2f', '_.2f', '.0f', '#.0f', '.3g', '#.3g', 'G', 'E', '%', '.1%', '=+9.1f', 'n', '.10', 'z.0f'):
    print(repr(spec), [format(v, spec) for v in (1234.5678, -0.0001, 0.0, float('inf'))])
for spec in ('', '8', '<8', '>8', '^8', '*^8', '.2', '8.2', '>8.2', 's', '08', '.0'):
    print(repr(spec), repr(format('hello', spec)))
print('%d|%5d|%-5d|%05d|%+d|% d|%x|%X|%#x|%o|%#o|%i|%u' % (42, 42, 42, 42, 42, 42, 255, 255, 255, 8, 8, 7, 7))
print('%f|%.2f|%8.3f|%-8.1f|%08.2f|%+f|%e|%.1E|%g|%G|%#g' % (1.5, 2.345, 3.14159, 2.5, -2.5, 1.0, 12345.678, 0.00012, 1e-10, 1e20, 1.0))
print('%s|%10s|%-10s|%.2s|%r|%a|%c|%c|%%' % ('str', 'right', 'left', 'trunc', 'q\'s', 'é', 'x', 65))
print('%(a)s %(b)05d %(a)r' % {'a': 'x', 'b': 42}, '%*d|%-*d|%.*f' % (5, 42, 5, 42, 2, 3.14159), '%s' % (1,), '%s' % [1, 2], '%s %s' % ('a', (1, 2)), '%s' % {'k': 1}, '%(k)s' % {'k': 1}, 'no args' % (), 'no args' % {}, '%d' % 3.99, '%d' % True, '%s' % None, '%d' % 10 ** 20, '%x' % 2 ** 70)
class D(dict):
    def __missing__(self, k): return f'<{k}>'
print('{a} {b}'.format_map(D(a=1)), '%(x)s' % D())
from string import Template, Formatter
print(Template('$a ${b} $$').substitute(a=1, b=2), Template('$a $z').safe_substitute(a=1), list(Formatter().parse('a{b!r:c}d')))
