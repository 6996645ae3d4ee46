# string constants, textwrap, difflib, pprint, shlex.
import string, textwrap, pprint, shlex, difflib
print(string.ascii_letters, string.digits, string.punctuation, repr(string.whitespace), string.hexdigits, string.capwords('hello  world'))
t = 'The quick brown fox jumped over the lazy dog, and then it ran away into the very-long-hyphenated forest.'
for w in (20, 40): print(textwrap.fill(t, w), '---', sep='\n')
print(textwrap.wrap('aaa bbb ccc', 7), textwrap.shorten(t, 30), textwrap.shorten(t, 25, placeholder='..'), textwrap.indent('a\nb\n\nc', '> '), repr(textwrap.dedent('   x\n     y\n   z')), textwrap.fill(t, 30, initial_indent='* ', subsequent_indent='  '), textwrap.wrap('x' * 25, 10), textwrap.wrap('a\tb  c', 10), textwrap.wrap('', 5), textwrap.wrap('long-word-here', 6, break_on_hyphens=False), textwrap.wrap('abcdefgh ij', 4, break_long_words=False), sep='\n')
try:
    textwrap.wrap('a', 0)
except ValueError as e:
    print(e)
data = {'name': 'x' * 30, 'items': list(range(30)), 'nested': {'a': [1, 2, {'b': 'c' * 40}], 'z': (1, 2)}, 'set': {3, 1, 2}}
pprint.pprint(data)
pprint.pprint(data, width=40, depth=2)
print(pprint.pformat([1, 2]), pprint.pformat({'b': 1, 'a': 2}), pprint.pformat('word ' * 30, width=50), pprint.pformat({'b': 1, 'a': 2}, sort_dicts=False), sep='\n')
print(shlex.split('a "b c" d\\ e \'f g\''), shlex.quote("it's"), shlex.join(['a b', 'c']))
print(list(difflib.unified_diff('a\nb\nc'.split(), 'a\nx\nc'.split(), lineterm='')), difflib.get_close_matches('appel', ['ape', 'apple', 'peach']), round(difflib.SequenceMatcher(None, 'abcd', 'bcde').ratio(), 3), list(difflib.ndiff(['a\n'], ['b\n'])))
for op in difflib.SequenceMatcher(None, 'qabxcd', 'abycdf').get_opcodes(): print(op)
