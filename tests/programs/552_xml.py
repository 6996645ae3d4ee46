# XML: expat's handlers, places and errors; element trees, sax, minidom, property lists over it.
import io, plistlib, xml.dom.minidom, xml.sax
import xml.etree.ElementTree as ET
from xml.parsers import expat


def attempt(f, *args, **kwargs):
    try:
        print(f(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__, e, *(getattr(e, name) for name in ('code', 'offset', 'lineno') if hasattr(e, name)))


def parse(document, **options):
    return expat.ParserCreate(**options).Parse(document, True)


bad = ['', '<a>', '<a><b></a>', '<a/><b/>', '<a', '<a b="1" b="2"/>', '<a>&foo;</a>', '<a>&#0;</a>', '<a b="<"/>', ' <?xml version="1.0"?><a/>',
       '<a>]]></a>', '<a>\x01</a>', 'text', '<a b=1/>', '<1/>', '<a><![CDATA[x</a>', '<a><!-- -- --></a>', '<a><!-- x', '<a b="1"c="2"/>',
       '<!DOCTYPE a><!DOCTYPE b><a/>', '<!DOCTYPE a [<!ENTITY x "&y;"><!ENTITY y "&x;">]><a>&x;</a>', '<!DOCTYPE a [<!ENTITY x "<b>">]><a>&x;</a>',
       '<a>&amp</a>', '<a>\n\n  <b>\n</a>', b'<a>\xff</a>', '</a>', '<a></a></a>', '<a>&#xD800;</a>', '<a b="&x;"/>', '<a>\u20ac<b></a>',
       '<?xml version="1.0" standalone="maybe"?><a/>', b'<?xml version="1.0" encoding="foo"?><a/>']
for document in bad:
    attempt(parse, document)
for document in ('<a:b/>', '<a xmlns:b=""/>', '<a xmlns:xml="x"/>', '<a b:c="1"/>', '<a xmlns:b="u" xmlns:c="u" b:x="1" c:x="2"/>'):
    attempt(parse, document, namespace_separator=' ')
lol = '<!DOCTYPE a [<!ENTITY l0 "lollollollol">' + ''.join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10)) + ']><a>&l9;</a>'
try:
    parse(lol)
except expat.ExpatError as e:
    print(expat.ErrorString(e.code))

DOCUMENT = '''<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE root PUBLIC "-//X//Y" "http://x/y.dtd" [
<!-- in dtd -->
<!ELEMENT root (a, (b|c)*, d?)>
<!ELEMENT a (#PCDATA|i)*>
<!ATTLIST a k CDATA "dflt" t (x|y) #REQUIRED f NMTOKENS #FIXED " p  q ">
<!ENTITY e "text &#65; <i>in</i>">
<!ENTITY ext SYSTEM "file.xml">
<!ENTITY pic SYSTEM "p.gif" NDATA gif>
<!NOTATION gif PUBLIC "gif viewer">
]>
<root xmlns="urn:d" xmlns:p="urn:p">
  <a t="x" p:z="1">hello &amp; &e; &lt;</a><?pi some data?>
  <b/><![CDATA[raw <&> ]]>
<!-- c -->&ext;</root>
'''
for separator in (None, ' '):
    p = expat.ParserCreate(namespace_separator=separator)
    p.ordered_attributes = separator is None
    p.buffer_text = separator is None
    for name in dir(p):
        if name.endswith('Handler') and not name.startswith('Default'):
            setattr(p, name, lambda *args, name=name[:-7]: print(p.CurrentLineNumber, p.CurrentColumnNumber if p.CurrentLineNumber > 12 else '', name, args[bool(separator and name[:8] == 'External'):]) or 1)
    print(p.Parse(DOCUMENT[:400]), p.Parse(DOCUMENT[400:], True))
rest = []
p = expat.ParserCreate()
p.DefaultHandlerExpand = rest.append
p.CommentHandler = lambda text: rest.append('comment')
for i in range(0, 60, 7):
    p.Parse('<a x="1">one<!-- two -->\n&lt;<b/><?p i?><![CDATA[c]]></a>  '[i:i + 7].encode())
p.Parse(b'', True)
print(''.join(rest))
for encoding in ('utf-16', 'iso-8859-1', 'iso-8859-15', 'us-ascii', 'utf-8-sig'):
    name = encoding.removesuffix('-sig')
    text = 'plain' if encoding == 'us-ascii' else 'h\u00e9llo'
    root = ET.fromstring(f'<?xml version="1.0" encoding="{name}"?><r>{text}</r>'.encode(encoding))
    print(encoding, ascii(root.text))

root = ET.fromstring('<r a="1" xmlns:n="urn:n"><c>text</c><n:c/>tail<c k="v">more</c></r>')
print(root.tag, root.attrib, [c.text for c in root], root.find('c[@k]').text, len(root.findall('.//c')), root[1].tag, root[1].tail)
ET.SubElement(root, 'new', x='<&">').text = 'a < b & c'
ET.indent(root)
print(ET.tostring(root, encoding='unicode'))
print(ET.tostring(ET.fromstring('<e>\u20ac</e>')), ET.tostring(ET.fromstring('<e>\u20ac</e>'), 'utf-8', short_empty_elements=False))
attempt(ET.fromstring, '<a><b>')
attempt(ET.fromstring, '<!DOCTYPE a SYSTEM "x"><a>&nope;</a>')
puller = ET.XMLPullParser(['start', 'end', 'start-ns'])
for piece in ('<a xmlns:x="u"><b', '>t</b>', '</a>'):
    puller.feed(piece)
    print([(event, getattr(e, 'tag', e)) for event, e in puller.read_events()])
for event, element in ET.iterparse(io.BytesIO(b'<l><i>1</i><i>2</i></l>')):
    print(event, element.tag, element.text)


class Count(xml.sax.ContentHandler):
    def startElement(self, name, attributes):
        print('start', name, dict(attributes.items()))

    def characters(self, content):
        print('text', repr(content))


xml.sax.parseString(b'<r><i k="1">x &amp; y</i>\n</r>', Count())
attempt(xml.sax.parseString, b'<r>', Count())
dom = xml.dom.minidom.parseString('<r><!-- c --><i k="1">x</i><?p d?></r>')
print(dom.documentElement.getElementsByTagName('i')[0].getAttribute('k'), dom.toxml())
print(dom.toprettyxml(indent=' '))
data = {'name': 'x<y', 'list': [1, 2.5, True, b'bytes'], 'nested': {'k': 'v'}}
print(plistlib.loads(plistlib.dumps(data)) == data, plistlib.dumps({'a': 1}).decode().splitlines()[3:6])
