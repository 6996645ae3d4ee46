"""Sudoku by constraint propagation and search.

    sudoku.py [PUZZLE ...]        (81 characters each, 0 or . for empty)
"""
import sys

DIGITS = '123456789'
CELLS = [r + c for r in 'ABCDEFGHI' for c in DIGITS]
ROWS = [[r + c for c in DIGITS] for r in 'ABCDEFGHI']
COLUMNS = [[r + c for r in 'ABCDEFGHI'] for c in DIGITS]
BOXES = [[r + c for r in rows for c in columns] for rows in ('ABC', 'DEF', 'GHI') for columns in ('123', '456', '789')]
UNITS = {cell: [unit for unit in ROWS + COLUMNS + BOXES if cell in unit] for cell in CELLS}
PEERS = {cell: set().union(*UNITS[cell]) - {cell} for cell in CELLS}

PUZZLES = [
    '003020600900305001001806400008102900700000008006708200002609500800203009005010300',
    '4.....8.5.3..........7......2.....6.....8.4......1.......6.3.7.5..2.....1.4......',
    '85...24..72......9..4.........1.7..23.5...9...4...........8..7..17..........36.4.',
]


class Solver:
    def __init__(self):
        self.tried = 0

    def parse(self, puzzle):
        choices = dict.fromkeys(CELLS, DIGITS)
        for cell, digit in zip(CELLS, puzzle, strict=True):
            if digit in DIGITS and not self.assign(choices, cell, digit):
                return None
        return choices

    def assign(self, choices, cell, digit):
        """Removes all other digits from the cell and what follows from that; None if it cannot be."""
        others = choices[cell].replace(digit, '')
        return choices if all(self.eliminate(choices, cell, other) for other in others) else None

    def eliminate(self, choices, cell, digit):
        if digit not in choices[cell]:
            return True
        choices[cell] = choices[cell].replace(digit, '')
        left = choices[cell]
        if not left:
            return False
        if len(left) == 1 and not all(self.eliminate(choices, peer, left) for peer in PEERS[cell]):
            return False
        for unit in UNITS[cell]:
            places = [c for c in unit if digit in choices[c]]
            if not places or (len(places) == 1 and not self.assign(choices, places[0], digit)):
                return False
        return True

    def search(self, choices):
        if choices is None:
            return None
        open_cells = [cell for cell in CELLS if len(choices[cell]) > 1]
        if not open_cells:
            return choices
        cell = min(open_cells, key=lambda c: (len(choices[c]), c))
        for digit in choices[cell]:
            self.tried += 1
            if solved := self.search(self.assign(choices.copy(), cell, digit)):
                return solved
        return None


def show(choices):
    for number, row in enumerate(ROWS):
        if number in (3, 6):
            print('------+-------+------')
        print(' | '.join(' '.join(choices[cell] for cell in row[i:i + 3]) for i in (0, 3, 6)))


def main():
    for puzzle in sys.argv[1:] or PUZZLES:
        solver = Solver()
        try:
            solved = solver.search(solver.parse(puzzle))
        except ValueError as error:
            print('not a puzzle:', error)
            continue
        print(f'{sum(c in DIGITS for c in puzzle)} givens, {solver.tried} guesses')
        print('no solution') if solved is None else show(solved)
        print()


main()
