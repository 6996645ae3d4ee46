# datetime at its edges: arguments, arithmetic, ISO 8601, time zones, pickling, derived classes.
import copy
import pickle
from datetime import date as D, datetime as DT, time as T, timedelta as TD, timezone as TZ


class SD(D):
    pass


class SDT(DT):
    pass


class STD(TD):
    pass


EXPRESSIONS = """
D(2023, 2, 29)
D(0, 1, 1)
D(2024, 13, 1)
D(2024, 1, 40)
T(25)
T(1, 60)
T(1, 1, 60)
T(1, 1, 1, 10 ** 6)
T(fold=2)
T(tzinfo=5)
D('x', 1, 1)
D(1.5, 1, 1)
D(1)
D(2 ** 40, 1, 1)
D.fromordinal(0)
D.fromordinal(10 ** 7)
D.fromordinal(2 ** 40)
D.fromisoformat('x')
D.fromisoformat(5)
D.fromisocalendar(2024, 54, 1)
D.fromisocalendar(2024, 1, 8)
D.fromisocalendar(0, 1, 1)
T.fromisoformat('25:00')
T.fromisoformat('x')
DT.fromisoformat('x')
DT.fromisoformat('2024-01-01T24:00')
DT.fromisoformat('2024-01-01T24:01')
T.fromisoformat('24:00')
TD('a')
TD(days=10 ** 10)
TD(days=10 ** 9)
TD(seconds=10 ** 30)
TD(days=float('nan'))
TD(days=float('inf'))
TD(1) / 0
TD(1) / 0.0
TD(1) // 0
TD(1) % TD(0)
TD(1) * float('inf')
TD.max * 2
TD(1) + 1
TD(1) < 1
TZ.utc
TZ.utc.utcoffset(5)
TZ.utc.fromutc(DT(2024, 1, 1))
DT(2024, 1, 1) < DT(2024, 1, 1, tzinfo=TZ.utc)
DT(2024, 1, 1) == DT(2024, 1, 1, tzinfo=TZ.utc)
DT(2024, 1, 1) - DT(2024, 1, 1, tzinfo=TZ.utc)
T(1) < T(1, tzinfo=TZ.utc)
DT(2024, 1, 1) < D(2024, 1, 1)
DT(2024, 1, 1) == D(2024, 1, 1)
D(2024, 1, 1) < DT(2024, 1, 1)
D.max + TD(1)
DT.max + TD(1)
DT.min - TD(1)
D(2024, 1, 1) - 5
DT(2024, 1, 1).isoformat(timespec='x')
DT(2024, 1, 1).isoformat(5)
DT(2024, 1, 1).astimezone(5)
DT.combine(1, 2)
DT.combine(D(2024, 1, 1), 2)
DT.now(5)
DT.fromtimestamp('x')
DT.fromtimestamp(1e+20)
DT.fromtimestamp(float('nan'))
DT.fromtimestamp(-1.5, TZ.utc)
DT.fromtimestamp(2 ** 70)
D.fromtimestamp(1e+30)
D(2024, 1, 1).replace(year=0)
D(2024, 1, 1).replace(5, 6, 7, 8)
D(2024, 1, 1).strftime(5)
D(2024, 1, 1).__format__(5)
DT(2024, 1, 1, fold=1)
T(1, fold=1, tzinfo=TZ.utc)
D(2024, 1, 1).__reduce__()
T(1, 2, 3, 4).__reduce__()
T(1, 2, 3, 4, fold=1).__reduce_ex__(4)
DT(2024, 1, 1, tzinfo=TZ.utc).__reduce_ex__(4)
DT(2024, 1, 1, fold=1).__reduce_ex__(3)
DT(2024, 1, 1, fold=1).__reduce_ex__(4)
TZ.utc.__reduce__()
TZ.utc.__getinitargs__()
TD(1).__reduce__()
D(2024, 1, 1).isocalendar()
D(2024, 1, 1).isocalendar().__reduce__()
D(b'xxxx')
D(b'\\x07\\xe8\\x01\\x01')
setattr(TD(1), 'days', 5)
DT(5, 1, 1).strftime('%Y %C %G %F %y')
DT(2024, 1, 1) + 5
5 - D(2024, 1, 1)
D(2024, 1, 1) + TD.max
DT(2024, 1, 1, 1, tzinfo=TZ.utc).timetuple()
T(1, tzinfo=TZ.utc).utcoffset()
T(1).strftime('%H %Y %f')
TD(1, 2, 3).foo
TD(weeks=1, foo=2)
TD(1, 2, 3, 4, 5, 6, 7, 8)
DT(2024, 1)
SD(2024, 1, 1)
SD(2024, 1, 31) + TD(1)
SD.today().__class__
SDT(2024, 1, 1, 5) + TD(1)
SDT.fromisoformat('2024-05-05 10:00:01.5Z')
SDT(2024, 1, 1).replace(fold=1)
STD(1)
STD(1) + TD(1)
SDT.combine(SD(2024, 1, 1), T(5))
SDT(2024, 1, 1).date()
SDT.fromtimestamp(5, TZ.utc)
SDT.now(TZ.utc).__class__
pickle.loads(pickle.dumps(TZ.utc)) is TZ.utc
copy.copy(DT(2024, 1, 1))
copy.deepcopy(DT(2024, 1, 1, tzinfo=TZ.utc))
pickle.loads(pickle.dumps(DT(2024, 1, 1, fold=1))).fold
TD(1.5)
TD(0.1, 0.1, 0.5)
TD(microseconds=0.5)
TD(microseconds=1.5)
TD(microseconds=-0.5)
TD(milliseconds=0.0015)
TD(1) * 1.5
TD(seconds=1) / 3
TD(seconds=1) / 0.3
-TD(microseconds=1)
TD(1) // 7
TD(days=-1) // 7
TD(microseconds=5) / 2
TD(microseconds=7) / -2
TD(microseconds=5) * 0.5
divmod(TD(-1), TD(hours=5))
TD(1) / TD(hours=7)
abs(TD(-1, 5))
TD(1) * 10 ** 30
TD(1) // 10 ** 30
TD(-1) // 10 ** 30
3 * TD(1)
1.5 * TD(1)
2 / TD(1)
TD(True)
str(TD(-1, 5, 7))
str(TD(100))
TD.resolution
TD.min
T.max
DT.max
D.min
TZ.max
T.resolution
D.resolution
[D.fromisoformat(s) for s in ('2024-01-02', '20240102', '2024-W01-1', '2024W011', '2024W01', '2024-W01', '0001-01-01')]
D.fromisoformat('2024-W54-1')
D.fromisoformat('2024-1-01')
D.fromisoformat('2024-0101')
D.fromisoformat('202401-01')
D.fromisoformat('2024-13-01')
D.fromisoformat('')
D.fromisoformat('２０24-01-01')
[T.fromisoformat(s) for s in ('04', '04:05', '0405', '04:05:06', '040506', '04:05:06.1', '04:05:06,123456', '04:05:06.1234567', 'T04:05', '04:05Z', '04:05+01', '04:05-01:30', '0405+0130', '04:05+01:30:05.000001', '24:00')]
T.fromisoformat('04:0')
T.fromisoformat('04:05:06.')
T.fromisoformat('04:0506')
T.fromisoformat('04:05+25')
T.fromisoformat('04:05+')
T.fromisoformat('4:05')
T.fromisoformat('04.5')
T.fromisoformat(' 04:05')
T.fromisoformat('04:05:60')
[DT.fromisoformat(s) for s in ('2024-01-02', '20240102', '2024-01-02T03', '2024-01-02 03:04', '20240102T0304', '2024-W01-1T05', '2024W011T05:06', '2024W01T05', '2024-W01T05:06:07', '2024-01-02x03:04:05+05:30', '2024-01-02é03:04', '2024-01-02T03:04:05.123Z', '2024-01-02T03:04:05-00:00:01')]
DT.fromisoformat('2024-01-02T')
DT.fromisoformat('2024-01-0203:04')
DT.fromisoformat('2024-01-02T25:00')
DT.fromisoformat('9999-12-31T24:00')
DT.fromisoformat('2024')
[D(y, 12, 31).isocalendar() for y in (2020, 2021, 2024, 1, 9999)]
[D(y, 1, 1).isocalendar()[:] for y in (2020, 2021, 2024, 1, 9999)]
all((D.fromordinal(n).toordinal() == n for n in range(1, 3652059, 97)))
all((D.fromisocalendar(*D.fromordinal(n).isocalendar()) == D.fromordinal(n) for n in range(1, 3652059, 997)))
D(2024, 1, 1).isocalendar().week
D(2024, 2, 29).timetuple()
D(2024, 2, 9).ctime()
DT(2024, 1, 1).isoformat(' ', 'milliseconds')
T(1, 2, 3, 456789).isoformat('milliseconds')
T(1, 2).isoformat('hours')
DT(2024, 3, 4, 5, 6, 7, 8).replace(hour=1, tzinfo=TZ.utc)
DT(2024, 1, 1, tzinfo=TZ.utc).replace(tzinfo=None)
DT(2024, 1, 1, 12, tzinfo=TZ.utc).timetz()
DT(2024, 1, 1, 12, tzinfo=TZ.utc).time()
DT(2024, 1, 1, tzinfo=TZ.utc).timestamp()
DT.fromtimestamp(1.0000005, TZ.utc)
DT.fromtimestamp(0.9999996, TZ.utc)
DT.fromtimestamp(-5e-07, TZ.utc)
DT.fromtimestamp(253402300800, TZ.utc)
sorted([D(2024, 1, 2), D(2023, 1, 1)])
D(2024, 1, 1) == 5
D(2024, 1, 1) != 5
TD(1) == 5
T(1) == T(1)
T(1) < 5
bool(T(0))
{D(2024, 1, 1): 1}[D(2024, 1, 1)]
{DT(2024, 1, 1): 1}[DT(2024, 1, 1)]
f'{DT(2024, 1, 1):%Y}'
f'{D(2024, 1, 1)}'
f'{T(5):>10}'
D.__doc__
DT.__mro__
D(2024, 1, 1).__replace__(day=5)
D(2024, 1, 1).replace(foo=1)
copy.replace(T(1), hour=5)
TZ.utc == 5
TZ.utc.tzname(None)
TZ.utc.dst(None)
D(2024, 1, 1).strftime('')
D(2024, 1, 1).strftime('%H:%M:%f %z %Z|')
DT(2024, 1, 1).strftime('%s') != ''
DT(2024, 1, 1, 1, 2, 3, 4, TZ.utc, fold=1)
DT(2024, 1, 1, hour='x')
DT(year=2024, month=1, day=1, second=5)
T(hour=1, tzinfo=None)
SD(2024, 1, 1).__dict__
setattr(SD(2024, 1, 1), 'foo', 1)
D.fromisocalendar(2024, 1, 1)
D.fromisocalendar(year=2024, week=1, day=1)
DT(2024, 1, 1).utcoffset()
DT(2024, 1, 1).dst()
DT(2024, 1, 1) - D(2024, 1, 1)
D(2024, 1, 1) - DT(2024, 1, 1)
"""
for expression in EXPRESSIONS.strip().split("\n"):
    try:
        print(expression, "->", repr(eval(expression)))
    except Exception as e:
        print(expression, "->", type(e).__name__, e)
