"""A perfect maze, carved by a depth-first walk, with the shortest way through it.

    maze.py [WIDTH [HEIGHT [SEED]]]
"""
import collections
import random
import sys

N, E, S, W = 1, 2, 4, 8
STEP = {N: (0, -1), E: (1, 0), S: (0, 1), W: (-1, 0)}
OPPOSITE = {N: S, S: N, E: W, W: E}


class Maze:
    def __init__(self, width, height, rng):
        self.width, self.height = width, height
        self.doors = [[0] * width for _ in range(height)]
        self.carve(rng)

    def inside(self, x, y):
        return 0 <= x < self.width and 0 <= y < self.height

    def carve(self, rng):
        stack, seen = [(0, 0)], {(0, 0)}
        while stack:
            x, y = stack[-1]
            ways = [(d, x + dx, y + dy) for d, (dx, dy) in STEP.items() if self.inside(x + dx, y + dy) and (x + dx, y + dy) not in seen]
            if not ways:
                stack.pop()
                continue
            d, nx, ny = rng.choice(ways)
            self.doors[y][x] |= d
            self.doors[ny][nx] |= OPPOSITE[d]
            seen.add((nx, ny))
            stack.append((nx, ny))

    def neighbours(self, place):
        x, y = place
        for d, (dx, dy) in STEP.items():
            if self.doors[y][x] & d:
                yield x + dx, y + dy

    def distances(self, start):
        """The distance of each place from the start, with the place before it."""
        before, distance = {start: None}, {start: 0}
        queue = collections.deque([start])
        while queue:
            place = queue.popleft()
            for neighbour in self.neighbours(place):
                if neighbour not in distance:
                    distance[neighbour] = distance[place] + 1
                    before[neighbour] = place
                    queue.append(neighbour)
        return distance, before

    def way(self, start, end):
        _, before = self.distances(start)
        place, path = end, []
        while place is not None:
            path.append(place)
            place = before[place]
        return path[::-1]

    def lines(self, marked=()):
        marked = set(marked)
        yield '+' + '---+' * self.width
        for y, row in enumerate(self.doors):
            walls, floor = '|', '+'
            for x, doors in enumerate(row):
                walls += (' * ' if (x, y) in marked else '   ') + (' ' if doors & E else '|')
                floor += ('   ' if doors & S else '---') + '+'
            yield walls
            yield floor


def main():
    width, height, seed = [int(a) for a in sys.argv[1:]] + [18, 10, 2024][len(sys.argv) - 1:]
    maze = Maze(width, height, random.Random(seed))
    path = maze.way((0, 0), (width - 1, height - 1))
    print(*maze.lines(path), sep='\n')
    distance, _ = maze.distances((0, 0))
    far = max(distance.items(), key=lambda item: (item[1], item[0]))
    ends = sum(d.bit_count() == 1 for row in maze.doors for d in row)
    print(f'{width} x {height}: the way has {len(path)} places, the farthest place {far[0]} is {far[1]} steps away, {ends} dead ends')
    big = Maze(60, 60, random.Random(seed))
    print(f'60 x 60: the way has {len(big.way((0, 0), (59, 59)))} places, mean distance {sum(big.distances((0, 0))[0].values()) / 3600:.2f}')


main()
