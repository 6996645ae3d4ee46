"""Statistics over JSON records: group, summarize, correlate, and print a table.

    jsonstats.py [FILE]           (a JSON array of objects)

Without a file it makes weather records of four towns with a seeded generator, through JSON text and back.
"""
import json
import math
import random
import statistics
import sys
from collections import defaultdict
from datetime import date, timedelta


def invented(days=365, seed=7):
    rng = random.Random(seed)
    towns = {'Hillbrook': (8.0, 9.0), 'Saltmere': (12.5, 6.0), 'Duneside': (21.0, 7.5), 'Northwick': (2.0, 12.0)}
    for town, (mean, swing) in towns.items():
        for n in range(days):
            day = date(2023, 1, 1) + timedelta(n)
            warmth = mean - swing * math.cos(2 * math.pi * n / 365) + rng.gauss(0, 2.5)
            rain = max(0.0, rng.gauss(1.0 - warmth / 30, 3.0))
            record = {'town': town, 'day': day.isoformat(), 'temperature': round(warmth, 1), 'rain': round(rain, 1)}
            if rng.random() < 0.02:
                record['rain'] = None
            yield record


def numbers(records, key):
    return [record[key] for record in records if isinstance(record.get(key), (int, float)) and not isinstance(record[key], bool)]


def summary(values):
    lower, middle, upper = statistics.quantiles(values, n=4)
    return {'n': len(values), 'mean': statistics.fmean(values), 'sd': statistics.stdev(values), 'min': min(values), 'q1': lower, 'median': middle, 'q3': upper, 'max': max(values)}


def grouped(records, key):
    groups = defaultdict(list)
    for record in records:
        groups[key(record)].append(record)
    return groups


def table(rows):
    """Prints rows of cells in columns, the first flush left."""
    rows = [[cell if isinstance(cell, str) else f'{cell:d}' if isinstance(cell, int) else f'{cell:.2f}' for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*rows)]
    for row in rows:
        print(row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:])), sep='  ')


def main():
    if len(sys.argv) > 1:
        with open(sys.argv[1], encoding='utf-8') as file:
            records = json.load(file)
    else:
        records = json.loads(json.dumps(list(invented())))
    fields = {key for record in records for key in record}
    numeric = sorted(key for key in fields if numbers(records, key))
    labels = sorted(fields - set(numeric))
    print(f'{len(records)} records; numbers: {", ".join(numeric)}; labels: {", ".join(labels)}')
    for key in numeric:
        print(f'\n{key}')
        rows = []
        label = labels[-1] if labels else None
        for name, group in [('all', records), *sorted(grouped(records, lambda r: str(r.get(label))).items())][:8]:
            result = summary(numbers(group, key))
            rows.append([name, *result.values()])
        table([['', *result], *rows])
    if {'temperature', 'rain'} <= set(numeric):
        whole = [r for r in records if r['rain'] is not None]
        t, r = numbers(whole, 'temperature'), numbers(whole, 'rain')
        slope, intercept = statistics.linear_regression(t, r)
        print(f'\nrain = {slope:.4f} * temperature + {intercept:.4f}, correlation {statistics.correlation(t, r):.4f}')
        print('\nmean temperature by month')
        months = grouped(records, lambda record: record['day'][:7])
        for month, group in sorted(months.items()):
            mean = statistics.fmean(numbers(group, 'temperature'))
            print(f'{month} {mean:6.2f} {"*" * max(0, round(mean))}')


main()
