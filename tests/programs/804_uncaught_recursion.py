# An uncaught RecursionError: repeated lines of the traceback are folded.
def down(n):
    return down(n + 1)
print('going down')
def start():
    x = 1
    y = 2
    return down(x + y)
def nothing():
    pass
for i in range(2):
    print(i)
class A:
    def __init__(self):
        self.x = 1
a = A()
print(a.x)
start()
