# sys.exit with a text: it goes to standard error, the status is 1, finally blocks and atexit run.
import atexit, sys
atexit.register(lambda: print('atexit'))
try:
    print('working')
    sys.exit('fatal: something is missing')
finally:
    print('finally')
print('not reached')
