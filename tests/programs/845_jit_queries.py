# sys._jit: what is available, enabled and active imply of one another, in loops and out of them.
import sys
j = sys._jit
def answers():
    return j.is_available(), j.is_enabled(), j.is_active()
print([type(a).__name__ for a in answers()])
available, enabled, active = answers()
print(available or not enabled, enabled or not active)
def loop(n):
    wrong = active = 0
    for i in range(n):
        a, e, now = j.is_available(), j.is_enabled(), j.is_active()
        wrong += (a, e) != (available, enabled) or now and not e
        active += now
    return wrong, active == 0 or enabled
print(loop(3000))
for name in ('is_available', 'is_enabled', 'is_active'):
    try: getattr(j, name)(1)
    except TypeError as error: print(type(error).__name__)
