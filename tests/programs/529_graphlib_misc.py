# graphlib, numbers, colorsys, keyword, token, tokenize, reprlib, sched, cmd-free small modules, html, urllib.parse, ipaddress.
import graphlib, numbers, keyword, tokenize, io, reprlib, html, urllib.parse, ipaddress, colorsys, cmath, errno, atexit, getopt, linecache, locale, mimetypes, quopri, sched, secrets, timeit, builtins, email.message, xml.etree.ElementTree as ET
ts = graphlib.TopologicalSorter({'d': {'b', 'c'}, 'b': {'a'}, 'c': {'a'}})
print([sorted(g) for g in [list(ts.static_order())[:1]]])
ts = graphlib.TopologicalSorter({2: {1}, 3: {2}})
ts.prepare()
while ts.is_active():
    r = ts.get_ready()
    print(r)
    ts.done(*r)
try:
    list(graphlib.TopologicalSorter({1: {2}, 2: {1}}).static_order())
except graphlib.CycleError as e:
    print(e.args[0], sorted(set(e.args[1])))
print(isinstance(1, numbers.Integral), isinstance(1.5, numbers.Real), isinstance(1j, numbers.Complex), isinstance(1.5, numbers.Rational), keyword.iskeyword('for'), keyword.softkwlist, len(keyword.kwlist))
print([(tokenize.tok_name[t.type], t.string) for t in tokenize.generate_tokens(io.StringIO('x = f"{y}" # c\nif 1:\n  pass\n').readline)])
print(reprlib.repr(list(range(100))), reprlib.repr('x' * 100), html.escape('<a href="x">&'), html.unescape('&lt;&eacute;&#65;&amp'), colorsys.rgb_to_hsv(1, 0.5, 0), getopt.getopt(['-a', '5', '--long=x', 'rest'], 'a:', ['long=']))
u = urllib.parse.urlparse('https://user@host.com:80/p/a?q=1&r=a%20b#frag')
print(u, u.port, u.hostname, urllib.parse.parse_qs(u.query), urllib.parse.quote('a b/é'), urllib.parse.unquote('a%20b%C3%A9'), urllib.parse.urlencode({'a': 1, 'b': 'x y'}), urllib.parse.urljoin('http://a/b/c', '../d'), urllib.parse.quote_plus('a b&c'), urllib.parse.urlsplit('//h/p').netloc)
print(ipaddress.ip_address('192.168.0.1') + 1, ipaddress.ip_network('10.0.0.0/30').num_addresses, list(ipaddress.ip_network('10.0.0.0/30').hosts()), ipaddress.ip_address('::1').is_loopback, ipaddress.ip_address('10.0.0.1') in ipaddress.ip_network('10.0.0.0/8'))
try:
    ipaddress.ip_address('300.1.1.1')
except ValueError as e:
    print(e)
print(errno.ENOENT, errno.errorcode[2], mimetypes.guess_type('a.html'), quopri.encodestring(b'a=b\xe9'), len(secrets.token_hex(4)))
x = ET.fromstring('<r a="1"><c>text</c><c/>tail</r>')
print(x.tag, x.attrib, [c.text for c in x], ET.tostring(x), x.find('c').text, len(x.findall('c')))
try:
    ET.fromstring('<r>')
except ET.ParseError as e:
    print(e)
clock = iter(range(100))
s = sched.scheduler(lambda: next(clock), lambda d: None)
s.enter(2, 1, print, ('second',)); s.enter(1, 1, print, ('first',))
s.run()
m = email.message.EmailMessage()
m['Subject'] = 'Héllo'
m['To'] = 'a@b.c'
m.set_content('Body text')
print(m['Subject'], m.get_content(), m.get_content_type())
atexit.register(print, 'at exit 2')
atexit.register(print, 'at exit 1')
def f(): return 1
print(linecache.getline(__file__, 1).strip()[:12], timeit.timeit(f, number=1) >= 0)
