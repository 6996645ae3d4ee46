"""Conway's game of life on an endless board, as a set of living cells.

    life.py [GENERATIONS [--watch]]

With --watch each generation is drawn in the terminal.
"""
import sys
import time
from collections import Counter

PATTERNS = {
    'glider': ['.#.', '..#', '###'],
    'r-pentomino': ['.##', '##.', '.#.'],
    'acorn': ['.#.....', '...#...', '##..###'],
    'pulsar quarter': ['..###', '.....', '#....', '#....', '#....', '..###'],
    'gosper gun': [
        '........................#...........', '......................#.#...........', '............##......##............##',
        '...........#...#....##............##', '##........#.....#...##..............', '##........#...#.##....#.#...........',
        '..........#.....#.......#...........', '...........#...#....................', '............##......................',
    ],
}


def parse(rows):
    return {(x, y) for y, row in enumerate(rows) for x, mark in enumerate(row) if mark == '#'}


def step(living):
    neighbours = Counter((x + dx, y + dy) for x, y in living for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy)
    return {cell for cell, count in neighbours.items() if count == 3 or count == 2 and cell in living}


def draw(living, width=60, height=20):
    left = min((x for x, _ in living), default=0)
    top = min((y for _, y in living), default=0)
    for y in range(top, top + height):
        line = ''.join('#' if (x, y) in living else '.' for x in range(left, left + width)).rstrip('.')
        if line:
            print(line)


def settle(living, generations):
    """The generation at which the pattern first repeats (up to place), with its period; None if it does not."""
    seen = {}
    for n in range(generations):
        left, top = min(x for x, _ in living), min(y for _, y in living)
        shape = frozenset((x - left, y - top) for x, y in living)
        if shape in seen:
            return seen[shape], n - seen[shape]
        seen[shape] = n
        living = step(living)
    return None


def main():
    generations = int(sys.argv[1]) if len(sys.argv) > 1 else 120
    watch = '--watch' in sys.argv
    for name, rows in PATTERNS.items():
        living = parse(rows)
        start = len(living)
        most = start
        for _ in range(generations):
            living = step(living)
            most = max(most, len(living))
            if watch:
                print('\x1b[2J\x1b[H', end='')
                draw(living)
                time.sleep(0.05)
        repeats = settle(parse(rows), 40)
        print(f'{name}: {start} cells, {len(living)} after {generations} generations, at most {most}', '' if repeats is None else f'(period {repeats[1]} from {repeats[0]})')
        if name == 'gosper gun':
            draw(living)


main()
