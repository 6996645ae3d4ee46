# statistics.
import statistics as s
from fractions import Fraction as F
from decimal import Decimal as D
a = [1, 2, 2, 3, 4, 7, 9]
print(s.mean(a), s.fmean(a), s.median(a), s.median_low([1, 2, 3, 4]), s.median_high([1, 2, 3, 4]), s.median([1, 2, 3, 4]), s.mode(a), s.multimode('aabbc'), s.stdev(a), s.pstdev(a), s.variance(a), s.pvariance(a), s.quantiles(a, n=4), s.quantiles(a, n=4, method='inclusive'), s.geometric_mean([1, 2, 4]), s.harmonic_mean([40, 60]), s.median_grouped([1, 2, 2, 3]))
print(s.mean([F(1, 2), F(1, 3)]), s.mean([D('0.1'), D('0.2')]), s.mean([1, 2]), s.mean([1.5, 2.5]), s.fmean([1, 2], weights=[3, 1]), s.covariance([1, 2, 3], [1, 5, 7]), s.correlation([1, 2, 3], [1, 5, 7]), s.linear_regression([1, 2, 3], [1, 5, 7]))
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: s.mean([]))
attempt(lambda: s.stdev([1]))
attempt(lambda: s.median([]))
attempt(lambda: s.mode([]))
attempt(lambda: s.mean(['a']))
attempt(lambda: s.correlation([1, 1], [2, 3]))
n = s.NormalDist(10, 2)
print(n, n.mean, n.stdev, n.cdf(12), n.pdf(10), n.inv_cdf(0.9), n + 5, n * 2, n.zscore(13), n.overlap(s.NormalDist(11, 2)), s.NormalDist.from_samples(a), n.quantiles(4))
