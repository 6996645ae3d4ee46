# io and files: text and binary, modes, seeking, newlines, errors, StringIO, BytesIO: the errors.
import io, os
with open('a.txt', 'w', encoding='utf-8') as f:
    print(f.write('line one\nline two é\n'), f.tell(), f.name, f.mode, f.encoding, f.closed, f.writable(), f.readable())
    f.writelines(['three\n', 'four'])
with open('a.txt', encoding='utf-8') as f:
    print(repr(f.readline()), f.readlines(), f.read(), f.seek(0), f.read(4), [l for l in f])
with open('a.txt', 'rb') as f:
    print(f.read(5), f.tell(), f.seek(-4, 2), f.read(), f.seek(0), f.readline(), f.peek(3)[:3], f.readinto(bytearray(3)))
with open('a.txt', 'a', encoding='utf-8') as f: f.write('\nfive')
with open('a.txt', 'r+', encoding='utf-8') as f:
    f.write('LINE')
    f.seek(0)
    print(f.read().split('\n'), f.truncate(4))
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: open('missing.txt'))
attempt(lambda: open('a.txt', 'x'))
attempt(lambda: open('a.txt', 'q'))
attempt(lambda: open('a.txt', 'rw'))
attempt(lambda: open('a.txt', 'rb', encoding='utf-8'))
attempt(lambda: open('.'))
attempt(lambda: open('a.txt').write('x'))
attempt(lambda: open('a.txt', 'w').read())
attempt(lambda: open('a.txt', 'wb').write('text'))
attempt(lambda: f.read())
attempt(lambda: open('a.txt', 'w').write(b'x'))
with open('b.txt', 'w', newline='\r\n') as f: f.write('a\nb\n')
with open('c.bin', 'wb') as f: f.write(bytes(range(256)))
attempt(lambda: open('c.bin', encoding='utf-8').read())
s = io.StringIO('abc\ndef')
b = io.BytesIO(b'abc')
w = io.TextIOWrapper(io.BytesIO(), encoding='utf-16')
w.write('hi')
w.flush()
r = io.BufferedReader(io.BytesIO(b'x' * 10000))
attempt(lambda: io.StringIO(b'x'))
attempt(lambda: io.StringIO().write(5))
attempt(lambda: io.BytesIO('x'))
s.close()
attempt(lambda: s.read())
for line in open('b.txt'): print(line.rstrip(), end=';')
os.remove('b.txt')
