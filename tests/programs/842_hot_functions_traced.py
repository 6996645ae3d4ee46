# Trace and profile functions that are set while functions run as machine code.
import sys


def tracer(frame, event, arg):
    events.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno))
    return tracer


def profiler(frame, event, arg):
    calls.append((frame.f_code.co_name, event))


def switch(on):
    if on == 'trace':
        sys.settrace(tracer)
        sys._getframe().f_back.f_trace = tracer
    elif on == 'profile':
        sys.setprofile(profiler)


def down(n, on):
    if n == 0:
        switch(on)
        return 0
    return down(n - 1, on) + 1


def loop():
    total = 0
    for i in range(80):
        total += down(5, 'trace' if i == 70 else None)
        if i == 71:
            sys.settrace(None)
    return total


events, calls = [], []
print(loop(), len(events))
for event in events:
    print(*event)
for i in range(80):
    down(4, 'profile' if i == 70 else None)
    if i == 71:
        sys.setprofile(None)
print(calls)
