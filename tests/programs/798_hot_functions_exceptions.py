# Exceptions that pass through several functions of machine code: tracebacks, handlers on the way, what finally sees.
import re
import traceback


def boom(n, kind):
    if n == 0:
        raise ValueError(kind)
    if n % 7 == 3:
        try:
            return boom(n - 1, kind) + 1
        finally:
            log.append(n)
    return boom(n - 1, kind) + 1


def divide(n, by):
    if n == 0:
        return 100 // by
    return divide(n - 1, by) + 1


def index(items, n):
    if n == 0:
        return items[len(items) + by_surprise]
    return index(items,
                 n - 1)


def rescue(n):
    if n == 0:
        return unknown_name
    try:
        return rescue(n - 1) + 1
    except NameError as e:
        if n < 4:
            raise
        return n


def chained(n):
    if n == 0:
        raise KeyError('inner')
    try:
        return chained(n - 1)
    except KeyError as e:
        if n == 3:
            raise RuntimeError(f'outer {n}') from e
        raise


def noted(n):
    try:
        if n == 0:
            raise OSError(n)
        noted(n - 1)
    except OSError as e:
        e.add_note(f'level {n}')
        raise


by_surprise = -1
for i in range(60):
    log = []
    try:
        boom(12, i)
    except ValueError as e:
        text = traceback.format_exc()
print(log)
print(re.sub('File ".*?"', 'FILE', text))

for i in range(60):
    try:
        divide(5, 0 if i > 50 else 3)
    except ZeroDivisionError as e:
        lines = [(f.name, f.lineno) for f in traceback.extract_tb(e.__traceback__)]
print(lines)

for i in range(60):
    by_surprise = 0 if i > 50 else -1
    try:
        index([1, 2, 3], 4)
    except IndexError as e:
        text = ''.join(traceback.format_exception(e))
print(re.sub('File ".*?"', 'FILE', text))

print([rescue(n) for n in range(4, 60)][-1])
for i in range(60):
    try:
        chained(6)
    except RuntimeError as e:
        frames = len(traceback.extract_tb(e.__traceback__)), len(traceback.extract_tb(e.__cause__.__traceback__))
        causes = repr(e), repr(e.__cause__), e.__suppress_context__
print(frames, causes)

for i in range(60):
    try:
        noted(4)
    except OSError as e:
        notes = e.__notes__
print(notes)


class Init:
    def __init__(self, n):
        self.n = n
        if n:
            self.inner = Init(n - 1)
        elif wrong:
            return 5


wrong = False
for i in range(60):
    wrong = i == 58
    try:
        Init(6)
    except TypeError as e:
        print(i, e, len(traceback.extract_tb(e.__traceback__)))
