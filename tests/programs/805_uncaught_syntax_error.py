# A syntax error in the script itself: nothing runs, the place is shown.
print('never printed')
def f(x):
    return x + 1
def g(y):
    if y:
        return 1
    else:
        return 2
class C:
    def m(self):
        pass
values = [1, 2, 3
for v in values:
    print(v)
def h():
    return 5
print(h())
print(g(1))
print(f(1))
