"""A ray tracer: spheres on a chequered floor, with shadows and reflections, to a PPM image.

    raytracer.py [WIDTH [FILE]]
"""
import math
import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vector:
    x: float
    y: float
    z: float

    def __add__(self, o):
        return Vector(self.x + o.x, self.y + o.y, self.z + o.z)

    def __sub__(self, o):
        return Vector(self.x - o.x, self.y - o.y, self.z - o.z)

    def __mul__(self, k):
        return Vector(self.x * k, self.y * k, self.z * k)

    __rmul__ = __mul__

    def __matmul__(self, o):
        return self.x * o.x + self.y * o.y + self.z * o.z

    def unit(self):
        return self * (1 / math.sqrt(self @ self))

    def mirrored(self, normal):
        return self - normal * (2 * (self @ normal))


@dataclass
class Surface:
    colour: Vector
    shine: float = 0.0

    def colour_at(self, point):
        return self.colour


class Chequered(Surface):
    def colour_at(self, point):
        dark = (math.floor(point.x) + math.floor(point.z)) % 2
        return self.colour * (0.35 if dark else 1.0)


@dataclass
class Sphere:
    centre: Vector
    radius: float
    surface: Surface

    def hit(self, origin, ray):
        """The distance along the ray, or None."""
        to = self.centre - origin
        along = to @ ray
        rest = self.radius ** 2 - (to @ to - along * along)
        if rest < 0:
            return None
        half = math.sqrt(rest)
        for distance in (along - half, along + half):
            if distance > 1e-6:
                return distance
        return None

    def normal(self, point):
        return (point - self.centre).unit()


@dataclass
class Floor:
    height: float
    surface: Surface

    def hit(self, origin, ray):
        if abs(ray.y) < 1e-9:
            return None
        distance = (self.height - origin.y) / ray.y
        return distance if 1e-6 < distance < 60 else None

    def normal(self, point):
        return Vector(0.0, 1.0, 0.0)


LIGHT = Vector(-4.0, 6.0, -4.0)
SCENE = [
    Sphere(Vector(0.0, 0.0, 3.0), 1.0, Surface(Vector(0.9, 0.25, 0.2), 0.35)),
    Sphere(Vector(1.7, -0.4, 2.2), 0.6, Surface(Vector(0.2, 0.5, 0.95), 0.25)),
    Sphere(Vector(-1.6, -0.55, 2.0), 0.45, Surface(Vector(0.95, 0.8, 0.2), 0.15)),
    Floor(-1.0, Chequered(Vector(0.9, 0.9, 0.85), 0.2)),
]


def nearest(origin, ray):
    best = None
    for thing in SCENE:
        distance = thing.hit(origin, ray)
        if distance is not None and (best is None or distance < best[0]):
            best = distance, thing
    return best


def trace(origin, ray, depth=2):
    found = nearest(origin, ray)
    if found is None:
        return Vector(0.45, 0.6, 0.85) * (0.6 + 0.4 * max(ray.y, 0.0))
    distance, thing = found
    point = origin + ray * distance
    normal = thing.normal(point)
    to_light = LIGHT - point
    reach = math.sqrt(to_light @ to_light)
    to_light = to_light.unit()
    blocked = nearest(point, to_light)
    bright = 0.15
    glint = 0.0
    if blocked is None or blocked[0] > reach:
        bright += 0.85 * max(normal @ to_light, 0.0)
        glint = max(to_light.mirrored(normal) @ ray, 0.0) ** 40 * thing.surface.shine
    colour = thing.surface.colour_at(point) * bright + Vector(glint, glint, glint)
    if depth and thing.surface.shine:
        colour = colour * (1 - thing.surface.shine) + trace(point, ray.mirrored(normal), depth - 1) * thing.surface.shine
    return colour


def main():
    width = int(sys.argv[1]) if len(sys.argv) > 1 else 96
    path = sys.argv[2] if len(sys.argv) > 2 else 'raytracer.ppm'
    height = width * 2 // 3
    eye = Vector(0.0, 0.3, -2.0)
    pixels = bytearray()
    for row in range(height):
        for column in range(width):
            ray = Vector((column - width / 2) / width, (height / 2 - row) / width, 0.8).unit()
            colour = trace(eye, ray)
            pixels += bytes(min(255, int(255 * max(c, 0.0) ** 0.8)) for c in (colour.x, colour.y, colour.z))
    with open(path, 'wb') as file:
        file.write(b'P6 %d %d 255\n' % (width, height) + pixels)
    print(f'{path}: {width} x {height}, mean brightness {sum(pixels) / len(pixels):.3f}')
    shades = ' .:-=+*#%@'
    for row in range(0, height, max(1, height // 16)):
        line = pixels[row * width * 3:(row + 1) * width * 3]
        print(''.join(shades[min(9, sum(line[i:i + 3]) // 77)] for i in range(0, len(line), 3 * max(1, width // 48))))


main()
