# datetime: dates, times, deltas, zones, formatting and parsing.
from datetime import *
d = date(2024, 2, 29)
print(d, repr(d), d.year, d.weekday(), d.isoweekday(), d.isocalendar(), d.toordinal(), d.strftime('%Y/%m/%d %a %b %j %U'), d.replace(year=2023, day=1), d + timedelta(days=1), d - date(2023, 2, 28), date.fromisoformat('2024-12-31'), date.fromordinal(1), date.min, date.max, d < date(2025, 1, 1), d.ctime(), date.fromisocalendar(2024, 1, 1), hash(d) == hash(date(2024, 2, 29)), f'{d:%d.%m.%y}')
t = time(13, 5, 9, 123456)
print(t, repr(t), t.hour, t.isoformat('minutes'), t.replace(hour=1), t.strftime('%I:%M %p'), time.fromisoformat('04:23:01.5'), time(1) < time(2), time(0), bool(time(0)), time(12, tzinfo=timezone.utc))
dt = datetime(2024, 3, 10, 14, 30, 15, 42)
print(dt, repr(dt), dt.date(), dt.time(), dt.isoformat(' '), dt.timestamp(), dt + timedelta(hours=36, minutes=-5), dt - datetime(2024, 1, 1), dt.strftime('%Y-%m-%dT%H:%M:%S.%f %A %B %p %y %%'), datetime.strptime('2024-05-06 07:08', '%Y-%m-%d %H:%M'), datetime.fromisoformat('2024-01-02T03:04:05+02:00'), datetime.fromtimestamp(0, timezone.utc), datetime.combine(d, t), dt.replace(microsecond=0), dt.timetuple()[:6], datetime(2024, 1, 1) == datetime(2024, 1, 1, 0, 0))
td = timedelta(days=1, hours=25, seconds=-5, microseconds=1500000)
print(td, repr(td), td.days, td.seconds, td.microseconds, td.total_seconds(), -td, abs(-td), td * 2, td / 2, td // timedelta(hours=1), td % timedelta(hours=1), divmod(td, timedelta(hours=7)), timedelta(weeks=1), timedelta(milliseconds=1.5), timedelta(0), bool(timedelta()), timedelta(days=-1), sum([td, td], timedelta()), td > timedelta(1), timedelta(1) / timedelta(hours=5), timedelta.max, td * 1.5, str(timedelta(microseconds=5)))
tz = timezone(timedelta(hours=5, minutes=30))
a = datetime(2024, 1, 1, 12, tzinfo=tz)
print(a, a.utcoffset(), a.tzname(), a.astimezone(timezone.utc), a == datetime(2024, 1, 1, 6, 30, tzinfo=timezone.utc), timezone.utc, repr(tz), timezone(timedelta(hours=-3), 'BRT'), a.isoformat(), a.strftime('%z %Z'), datetime.strptime('2024 +0200', '%Y %z'), UTC is timezone.utc)
class TZ(tzinfo):
    def utcoffset(self, dt): return timedelta(hours=1)
    def tzname(self, dt): return 'X'
    def dst(self, dt): return timedelta(0)
print(datetime(2024, 1, 1, tzinfo=TZ()), datetime(2024, 1, 1, tzinfo=TZ()).dst(), [str(date(2024, 1, 31) + timedelta(n)) for n in (1, 29, 30)], (date(2024, 3, 1) - timedelta(1)).day, calendar if False else '')
import calendar, time as tm
print(calendar.monthrange(2024, 2), calendar.isleap(1900), calendar.month(2024, 2), calendar.timegm((1970, 1, 2, 0, 0, 0)), tm.gmtime(0)[:6], tm.strftime('%Y', tm.gmtime(0)), calendar.day_name[0], tm.mktime((1970, 1, 1, 0, 0, 0, 0, 0, 0)))
