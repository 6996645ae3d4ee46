"""The Mandelbrot set as a PNG image, written by hand.

    mandelbrot.py [WIDTH [FILE]]

Smooth colours by the number of steps until a point escapes. The PNG is made here: header, filtered rows, zlib, checksums.
"""
import math
import struct
import sys
import zlib

LIMIT = 120


def steps(cr, ci):
    """The (fractional) number of steps until the point escapes, or None."""
    q = (cr - 0.25) ** 2 + ci * ci
    if q * (q + (cr - 0.25)) <= 0.25 * ci * ci or (cr + 1) ** 2 + ci * ci <= 0.0625:
        return None
    zr = zi = 0.0
    for n in range(LIMIT):
        rr, ii = zr * zr, zi * zi
        if rr + ii > 64.0:
            return n + 1 - math.log2(math.log2(rr + ii) / 2)
        zi = 2.0 * zr * zi + ci
        zr = rr - ii + cr
    return None


def colour(n):
    if n is None:
        return (0, 0, 0)
    wave = [0.5 + 0.5 * math.cos(0.15 * n + shift) for shift in (3.0, 3.6, 4.4)]
    return tuple(int(255 * w) for w in wave)


def render(width, height):
    rows = []
    for y in range(height):
        ci = (y - height / 2) * 2.4 / height
        row = bytearray()
        for x in range(width):
            cr = (x - width * 0.7) * 3.2 / width
            row += bytes(colour(steps(cr, ci)))
        rows.append(bytes(row))
    return rows


def chunk(kind, data):
    body = kind + data
    return struct.pack('>I', len(data)) + body + struct.pack('>I', zlib.crc32(body))


def write_png(path, width, height, rows):
    raw = b''.join(b'\0' + row for row in rows)
    header = struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0)
    with open(path, 'wb') as file:
        file.write(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', header) + chunk(b'IDAT', zlib.compress(raw)) + chunk(b'IEND', b''))


def main():
    width = int(sys.argv[1]) if len(sys.argv) > 1 else 240
    path = sys.argv[2] if len(sys.argv) > 2 else 'mandelbrot.png'
    height = width * 3 // 4
    rows = render(width, height)
    write_png(path, width, height, rows)
    inside = sum(row[i:i + 3] == b'\0\0\0' for row in rows for i in range(0, len(row), 3))
    print(f'{path}: {width} x {height}, {100 * inside / (width * height):.1f}% inside, checksum {zlib.crc32(b"".join(rows)):08x}')


main()
