"""The planets of the outer solar system, moved step by step by their mutual gravity.

    nbody.py [STEPS]

Prints the energy of the system before and after: it should stay almost the same.
"""
import math
import sys

SOLAR_MASS = 4 * math.pi ** 2
DAYS = 365.24


class Body:
    """A point with a mass (solar mass = 4 pi^2), a place (AU) and a speed (AU per year)."""

    __slots__ = ('name', 'x', 'y', 'z', 'vx', 'vy', 'vz', 'mass')

    def __init__(self, name, place, speed, mass):
        self.name = name
        self.x, self.y, self.z = place
        self.vx, self.vy, self.vz = (v * DAYS for v in speed)
        self.mass = mass * SOLAR_MASS


def solar_system():
    return [
        Body('Sun', (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), 1.0),
        Body('Jupiter', (4.841431442, -1.160320044, -0.103622044), (0.001660076, 0.007699011, -0.000069046), 0.000954791),
        Body('Saturn', (8.343366718, 4.124798564, -0.403523417), (-0.002767425, 0.004998528, 0.000023041), 0.000285885),
        Body('Uranus', (12.894369562, -15.111151401, -0.223307578), (0.002964601, 0.002378471, -0.000029658), 0.000043662),
        Body('Neptune', (15.379697114, -25.919314609, 0.179258772), (0.002680677, 0.001628241, -0.000095159), 0.000051513),
    ]


def rest(bodies):
    """Gives the sun the speed at which the whole does not drift."""
    sun = bodies[0]
    sun.vx = -sum(b.vx * b.mass for b in bodies[1:]) / sun.mass
    sun.vy = -sum(b.vy * b.mass for b in bodies[1:]) / sun.mass
    sun.vz = -sum(b.vz * b.mass for b in bodies[1:]) / sun.mass


def energy(bodies):
    total = 0.0
    for i, a in enumerate(bodies):
        total += 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz)
        for b in bodies[i + 1:]:
            total -= a.mass * b.mass / math.dist((a.x, a.y, a.z), (b.x, b.y, b.z))
    return total


def advance(pairs, bodies, dt):
    for a, b in pairs:
        dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
        square = dx * dx + dy * dy + dz * dz
        pull = dt / (square * math.sqrt(square))
        a.vx -= dx * b.mass * pull
        a.vy -= dy * b.mass * pull
        a.vz -= dz * b.mass * pull
        b.vx += dx * a.mass * pull
        b.vy += dy * a.mass * pull
        b.vz += dz * a.mass * pull
    for body in bodies:
        body.x += dt * body.vx
        body.y += dt * body.vy
        body.z += dt * body.vz


def main():
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
    bodies = solar_system()
    rest(bodies)
    pairs = [(a, b) for i, a in enumerate(bodies) for b in bodies[i + 1:]]
    before = energy(bodies)
    print(f'energy before {before:.9f}')
    for _ in range(steps):
        advance(pairs, bodies, 0.01)
    after = energy(bodies)
    print(f'energy after  {after:.9f}  ({steps} steps of 3.65 days, drift {abs(after / before - 1):.1e})')
    for body in bodies:
        print(f'{body.name:8} {body.x:12.6f} {body.y:12.6f} {body.z:12.6f}')


main()
