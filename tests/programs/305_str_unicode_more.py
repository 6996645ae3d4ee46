# Non-ASCII strings: indexing, slicing, encoding, decoding, error handlers, normalization, surrogates: more.
print([c.isalpha() for c in 'aé\u30421 _'], [c.isupper() for c in 'AÉaé'], [c.isspace() for c in ' \u00a0\u3000\u200b'], [c.isprintable() for c in 'a\u00ad\u200b\ue000'])
print('naïve café'.title(), 'ñandú'.capitalize(), 'abc'.center(9, 'é'), 'é'.ljust(3, '*') + '|', f'{"é":*^5}', '%-4s|' % 'é', f'{"日本":>5}|', '日本語テキスト'[2:5], '日本語'.encode('shift_jis'), '日本語'.encode('euc-jp'), b'\x93\xfa'.decode('shift_jis'))
print('\N{GREEK SMALL LETTER ALPHA}\N{BULLET}', '\u00e9' == '\xe9' == '\351', 'e' 'é', 'x' in 'éx', 'é' in 'abcé', 'é' * 3, ('é' * 1000)[500], len('é' * 1000 + 'z'), ('é' * 1000 + 'z').find('z'), ('a' * 1000 + 'é').index('é'))
text = 'zażółć gęślą jaźń ' * 50
print(len(text), text.count('ż'), text[333], text[-7], text[100:110], text.rfind('ź'), len(text.encode()), sum(map(ord, text)), ''.join(reversed(text))[:9], text.split()[5], len(set(text)))
for i, c in enumerate('aé\u3042\U0001F600'):
    print(i, c, hex(ord(c)), c.encode().hex(), c == chr(ord(c)))
x = ''
for i in range(300):
    x += chr(97 + i % 26) if i % 7 else chr(0x3b1 + i % 20)
print(len(x), x[7], x[150:160], x[::50], x.upper()[:12], hash(x) == hash(x[:150] + x[150:]))
ident_é = 5
print(ident_é, 'ｆｕｌｌ'.isidentifier())
ﬁ = 'normalized'
print(fi)
