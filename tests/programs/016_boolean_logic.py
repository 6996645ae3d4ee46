# Truth values and short circuits without classes.
for a in (True, False):
    for b in (True, False):
        print(a, b, a and b, a or b, not a, a == b, a != b, a ^ b, a & b, a | b)
for v in (0, 1, '', 'a', [], [0], None, 0.0, (), (0,), {}, {0: 0}):
    print(repr(v), bool(v), not v, v and 'and', v or 'or', 'yes' if v else 'no')
def t(x):
    print('t' + str(x), end=' ')
    return x
print(t(1) and t(0) and t(2))
print(t(0) or t('') or t(3) or t(4))
print((t(0) or t(1)) and t(2))
print(t(1) if t(0) else t(2))
print(1 < 2 < 3, 1 < 3 < 2, 3 > 2 >= 2, 1 == 1 == 1, 1 != 2 != 1, 1 < 2 > 1)
print(t(1) < t(0) < t(5))
x = 5
print(0 < x < 10, not 0 < x, x in (1, 5), x not in (1, 5), x is None, x is not None)
print([] == [], [] is [], None is None, not not 'x', 1 and 2 or 3, 0 and 2 or 3)
if not x: print('no')
elif x > 3 and x < 10 or x == 100: print('middle')
else: print('other')
print(all([]), any([]), all([1, 2]), any([0, 0]), max(1, 2) == 2 and min(1, 2) == 1)
