# datetime: dates, times, deltas, zones, formatting and parsing: the errors.
from datetime import *
d = date(2024, 2, 29)
t = time(13, 5, 9, 123456)
dt = datetime(2024, 3, 10, 14, 30, 15, 42)
td = timedelta(days=1, hours=25, seconds=-5, microseconds=1500000)
tz = timezone(timedelta(hours=5, minutes=30))
a = datetime(2024, 1, 1, 12, tzinfo=tz)
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: date(2023, 2, 29))
attempt(lambda: date(0, 1, 1))
attempt(lambda: date(2024, 13, 1))
attempt(lambda: time(25))
attempt(lambda: datetime(2024, 1, 1) < a)
attempt(lambda: datetime(2024, 1, 1) - a)
attempt(lambda: d + 1)
attempt(lambda: date.max + timedelta(1))
attempt(lambda: date.fromisoformat('2024-1-1'))
attempt(lambda: datetime.strptime('x', '%Y'))
attempt(lambda: datetime.strptime('2024 extra', '%Y'))
attempt(lambda: timedelta(days=10 ** 10))
attempt(lambda: timezone(timedelta(days=2)))
attempt(lambda: d < 5)
attempt(lambda: d == 5)
attempt(lambda: timedelta('a'))
attempt(lambda: td / 0)
class TZ(tzinfo):
    def utcoffset(self, dt): return timedelta(hours=1)
    def tzname(self, dt): return 'X'
    def dst(self, dt): return timedelta(0)
import calendar, time as tm
