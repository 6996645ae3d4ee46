# faulthandler: where code stands; termios: attributes, sizes and errors of terminals.
import faulthandler, os, re, tempfile, termios, tty


def attempt(f, *args):
    try:
        print(f(*args))
    except (Exception, termios.error) as e:
        print(type(e).__module__, type(e).__name__, e)


def outer(file):
    inner(file)


def inner(file):
    faulthandler.dump_traceback(file=file, all_threads=False)
    faulthandler.dump_traceback(file)


with tempfile.TemporaryFile('w+') as file:
    outer(file)
    file.seek(0)
    text = file.read()
    print(re.sub(r'".*[/\\]', '"', re.sub(r'0x\w+ (\[.*\] )?', '', text)))
    print(faulthandler.is_enabled(), faulthandler.enable(file), faulthandler.is_enabled(), faulthandler.disable(), faulthandler.disable())
attempt(faulthandler.enable, 'x')
attempt(faulthandler.enable, -1)
attempt(faulthandler.cancel_dump_traceback_later)
attempt(faulthandler.unregister, 10)

master, slave = os.openpty()
old = termios.tcgetattr(slave)
print(len(old), len(old[6]), old[6][termios.VINTR], old[6][termios.VEOF], bool(old[3] & termios.ECHO), bool(old[3] & termios.ICANON))
tty.setraw(slave)
raw = termios.tcgetattr(slave)
print(bool(raw[3] & termios.ECHO), bool(raw[3] & termios.ICANON), raw[6][termios.VMIN], raw[6][termios.VTIME])
attempt(termios.tcsetattr, slave, termios.TCSANOW, old)
print(termios.tcgetattr(slave) == old, tty.cfmakecbreak is not None)
attempt(termios.tcsetattr, slave, 0, old[:6])
attempt(termios.tcsetattr, slave, 0, 5)
attempt(termios.tcsetattr, slave, 0, old[:6] + [[1]])
with open(os.devnull) as null:
    attempt(termios.tcgetattr, null)
attempt(termios.tcgetattr, 'x')
attempt(termios.tcgetwinsize, slave)
attempt(termios.tcsetwinsize, slave, (3, 4))
attempt(termios.tcgetwinsize, slave)
attempt(termios.tcsetwinsize, slave, (3,))
attempt(termios.tcflush, slave, termios.TCIOFLUSH)
print(os.get_terminal_size(slave), os.isatty(slave), termios.TCSADRAIN)
