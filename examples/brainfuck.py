"""A brainfuck virtual machine: an optimizing compiler to a small instruction set, and an interpreter for it.

    brainfuck.py [FILE]           (input from standard input)

Without a file it runs a few programs and says how much the optimizer saved.
"""
import enum
import sys


class Op(enum.IntEnum):
    ADD = 0        # cell += value
    MOVE = 1       # pointer += value
    SET = 2        # cell = value
    MULTIPLY = 3   # cell[pointer + offset] += cell * value
    SEEK = 4       # move by value until a zero
    OUT = 5
    IN = 6
    OPEN = 7       # jump past the loop if zero
    CLOSE = 8      # jump back if not zero


def parse(source):
    """The program with runs of the same command folded: a list of [op, value, offset]."""
    program = []
    for c in source:
        match c:
            case '+' | '-':
                kind, value = Op.ADD, 1 if c == '+' else -1
            case '>' | '<':
                kind, value = Op.MOVE, 1 if c == '>' else -1
            case '.' | ',' | '[' | ']':
                program.append([{'.': Op.OUT, ',': Op.IN, '[': Op.OPEN, ']': Op.CLOSE}[c], 0, 0])
                continue
            case _:
                continue
        if program and program[-1][0] is kind:
            program[-1][1] += value
        else:
            program.append([kind, value, 0])
    return program


def optimize(program):
    """Replaces innermost loops that only add by multiplications, and loops that only move by searches."""
    done = []
    opens = []
    for instruction in program:
        if instruction[0] is Op.OPEN:
            opens.append(len(done))
        done.append(instruction)
        if instruction[0] is Op.CLOSE:
            if not opens:
                raise SyntaxError('unmatched ]')
            start = opens.pop()
            if (better := simple_loop(done[start + 1:-1])) is not None:
                done[start:] = better
    if opens:
        raise SyntaxError('unmatched [')
    return link(done)


def simple_loop(body):
    if len(body) == 1 and body[0][0] is Op.MOVE:
        return [[Op.SEEK, body[0][1], 0]]
    if any(op not in (Op.ADD, Op.MOVE) for op, _, _ in body):
        return None
    at, changes = 0, {}
    for op, value, _ in body:
        if op is Op.MOVE:
            at += value
        else:
            changes[at] = changes.get(at, 0) + value
    if at != 0 or changes.get(0) != -1:
        return None
    del changes[0]
    return [[Op.MULTIPLY, value, offset] for offset, value in sorted(changes.items())] + [[Op.SET, 0, 0]]


def link(program):
    """Gives each bracket the place of its partner."""
    opens = []
    for at, instruction in enumerate(program):
        if instruction[0] is Op.OPEN:
            opens.append(at)
        elif instruction[0] is Op.CLOSE:
            start = opens.pop()
            instruction[1], program[start][1] = start, at
    return [(int(op), value, offset) for op, value, offset in program]


def run(program, read=lambda: '', size=30000):
    """Runs a linked program; gives its output and the number of instructions executed."""
    cells, pointer, at, count = [0] * size, 0, 0, 0
    output = []
    end = len(program)
    while at < end:
        op, value, offset = program[at]
        count += 1
        if op == 0:
            cells[pointer] = (cells[pointer] + value) & 255
        elif op == 1:
            pointer += value
        elif op == 8:
            if cells[pointer]:
                at = value
        elif op == 7:
            if not cells[pointer]:
                at = value
        elif op == 3:
            if cells[pointer]:
                cells[pointer + offset] = (cells[pointer + offset] + cells[pointer] * value) & 255
        elif op == 2:
            cells[pointer] = value
        elif op == 4:
            while cells[pointer]:
                pointer += value
        elif op == 5:
            output.append(chr(cells[pointer]))
        else:
            cells[pointer] = ord(read() or '\0') & 255
        at += 1
    return ''.join(output), count


def speak(text):
    """A program that prints the text, by the difference from each character to the next."""
    source, last = [], 0
    for code in map(ord, text):
        change = code - last
        tens, rest = divmod(abs(change), 10)
        sign = '+' if change > 0 else '-'
        source.append('>' + '+' * tens + '[<' + sign * 10 + '>-]<' + sign * rest + '.')
        last = code
    return ''.join(source)


PROGRAMS = {
    'greeting': speak('Hello from a machine with eight instructions!\n'),
    'triangle': '>>>>>++++++[<+++++++>-]++++++++++<<<<<' + '+' * 9 + '[>+[>+>+<<-]>>[<<+>>-]<[>>.<<-]>>>.<<<<<-]',
    'four loops': '>++++++++++[>++++++++++[>++++++++++[>++++++++++[>+<-]<-]<-]<-]>>>>' + '+' * 49 + '.',
    'seek': '+>+>+>+>+>+<[<]>[>]' + '+' * 66 + '.',
}


def main():
    if len(sys.argv) > 1:
        with open(sys.argv[1]) as file:
            print(run(optimize(parse(file.read())), lambda: sys.stdin.read(1))[0], end='')
        return
    for name, source in PROGRAMS.items():
        plain, plain_count = run(link(parse(source)))
        output, count = run(optimize(parse(source)))
        assert output == plain
        print(f'{name}: {plain_count} instructions, {count} optimized')
        print(output.rstrip('\n'))
    for bad in ('[[]', ']'):
        try:
            optimize(parse(bad))
        except SyntaxError as error:
            print(f'{bad!r}: {error}')


main()
