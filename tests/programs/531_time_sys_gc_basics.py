# time, sys and gc: what is deterministic of them.
import time, sys, gc
a = time.time()
b = time.monotonic(), time.perf_counter(), time.process_time()
time.sleep(0.01)
print(time.time() > a, time.monotonic() > b[0], time.perf_counter() - b[1] >= 0.009, isinstance(time.time_ns(), int), time.monotonic_ns() > 0)
t = time.gmtime(86400 * 365)
print(t.tm_year, t.tm_mon, t.tm_yday, t.tm_wday, t[:3], tuple(t), time.strftime('%Y-%m-%d %H:%M:%S %j %a', t), time.asctime(t), time.strptime('2024-02-29', '%Y-%m-%d')[:3], time.mktime(time.localtime(1000)), time.ctime(0), time.timezone, time.tzname[0], repr(t)[:30])
for bad in (lambda: time.sleep(-1), lambda: time.strptime('x', '%Y'), lambda: time.gmtime('a'), lambda: time.sleep('a'), lambda: time.strftime(5)):
    try:
        bad()
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
print(sys.maxsize, sys.byteorder, sys.version_info >= (3, 14), sys.version_info.major, sys.hexversion >> 16 == 0x30e, sys.float_info.dig, sys.int_info.bits_per_digit > 0, sys.maxunicode, sys.getrecursionlimit(), sys.getdefaultencoding(), sys.getfilesystemencoding(), sys.intern('a') is sys.intern('a'), sys.getsizeof([]) > 0, sys.is_finalizing(), sys.hash_info.modulus == 2 ** 61 - 1, sys.hash_info.inf, isinstance(sys.path, list), 'sys' in sys.modules, 'sys' in sys.builtin_module_names, 'os' in sys.stdlib_module_names, sys.dont_write_bytecode, sys.flags.interactive)
sys.setrecursionlimit(500)
print(sys.getrecursionlimit())
for bad in (lambda: sys.setrecursionlimit(0), lambda: sys.setrecursionlimit('a'), lambda: sys.intern(5), lambda: sys.exit(), lambda: sys.getsizeof(), lambda: sys._getframe(1000)):
    try:
        bad()
    except (ValueError, TypeError, SystemExit) as e:
        print(type(e).__name__, e)
def where(): return sys._getframe().f_code.co_name, sys._getframe(1).f_code.co_name, sys._getframe().f_lineno > 0
def outer(): return where()
print(outer())
trace = []
def tracer(frame, event, arg):
    if frame.f_code.co_name == 'traced': trace.append((event, frame.f_lineno - frame.f_code.co_firstlineno))
    return tracer
def traced(x):
    y = x + 1
    return y
sys.settrace(tracer)
traced(1)
sys.settrace(None)
print(trace)
prof = []
sys.setprofile(lambda f, e, a: prof.append(e) if f.f_code.co_name == 'traced' else None)
traced(2)
sys.setprofile(None)
print(prof)
print(gc.isenabled(), gc.disable(), gc.isenabled(), gc.enable(), gc.isenabled(), isinstance(gc.collect(), int), len(gc.get_threshold()), isinstance(gc.get_count(), tuple), gc.is_tracked({}) in (True, False), gc.get_debug(), gc.freeze(), gc.get_freeze_count() >= 0, gc.unfreeze())
