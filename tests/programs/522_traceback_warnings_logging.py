# traceback, warnings and logging.
import traceback, warnings, logging, sys, io
def a(): b()
def b(): raise ValueError('deep')
try:
    a()
except ValueError as e:
    print(traceback.format_exc())
    print([(f.name, f.lineno, f.line) for f in traceback.extract_tb(e.__traceback__)], traceback.format_exception_only(e), len(traceback.format_tb(e.__traceback__)))
    te = traceback.TracebackException.from_exception(e, capture_locals=False)
    print(str(te), te.exc_type_str, ''.join(te.format(chain=True))[:20])
    traceback.print_exc(limit=1, file=sys.stdout)
e = ExceptionGroup('group', [ValueError(1), ExceptionGroup('inner', [TypeError('t')])])
print(''.join(traceback.format_exception(e)))
try:
    try:
        1 / 0
    except ZeroDivisionError as z:
        raise KeyError('k') from z
except KeyError as k:
    k.add_note('a note\nwith two lines')
    print(''.join(traceback.format_exception(k)))
def rec(n):
    if n: rec(n - 1)
    else: raise RuntimeError('x')
try:
    rec(10)
except RuntimeError as e:
    print(''.join(traceback.format_exception(e)))
class Sug: attribute = 1
for code in ('Sug().atribute', 'prnt(1)', 'import collectons', 'from math import sqr', 'undefined_xyz_q', '[].apend(1)', 'Sug.attribut', 'rec(x=1)', 'import sys2'):
    try:
        exec(code)
    except Exception as e:
        print(traceback.format_exception_only(e)[-1].strip())
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter('always')
    warnings.warn('first')
    warnings.warn('second', DeprecationWarning, stacklevel=1)
    warnings.warn(UserWarning('inst'))
    print([(x.category.__name__, str(x.message)) for x in w])
with warnings.catch_warnings():
    warnings.simplefilter('error')
    try:
        warnings.warn('as error', RuntimeWarning)
    except RuntimeWarning as e:
        print('raised', e)
with warnings.catch_warnings(record=True) as w:
    warnings.filterwarnings('ignore', message='skip.*')
    warnings.filterwarnings('default', category=FutureWarning)
    warnings.warn('skip this')
    for _ in range(3): warnings.warn('once', FutureWarning)
    print(len(w))
print(warnings.formatwarning('m', UserWarning, 'f.py', 3, 'src line'))
@warnings.deprecated('use other')
def old(): return 1
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter('always')
    print(old(), w[0].message, w[0].category.__name__)
out = io.StringIO()
h = logging.StreamHandler(out)
h.setFormatter(logging.Formatter('%(levelname)s:%(name)s:%(message)s'))
log = logging.getLogger('app')
log.addHandler(h)
log.setLevel(logging.INFO)
log.propagate = False
log.debug('hidden')
log.info('hello %s %d', 'x', 5)
log.warning('warn')
log.getChild('sub').error('child')
try:
    1 / 0
except ZeroDivisionError:
    log.exception('failed')
print(out.getvalue())
print(log.name, log.level, logging.getLevelName(30), log.isEnabledFor(10), log.getEffectiveLevel(), log, logging.getLogger('app') is log, logging.getLogger('app.sub').parent is log)
class Fl(logging.Filter):
    def filter(self, r): return 'no' not in r.getMessage()
h.addFilter(Fl())
out.truncate(0); out.seek(0)
log.info('yes')
log.info('no')
h.setFormatter(logging.Formatter('{levelname:>8}|{message}', style='{'))
log.critical('styled')
log.log(25, 'custom level')
r = logging.makeLogRecord({'msg': 'm %s', 'args': ('a',), 'levelname': 'X'})
print(out.getvalue(), r.getMessage(), logging.LoggerAdapter(log, {'k': 1}).process('m', {})[0])
logging.basicConfig(stream=sys.stdout, level=logging.DEBUG, format='%(levelname)-5s %(funcName)s %(lineno)d %(message)s', force=True)
logging.info('root %s', {'a': 1})
