# random: exact numbers for given seeds.
import random
random.seed(42)
print([random.random() for _ in range(5)])
print([random.randint(1, 100) for _ in range(10)], [random.randrange(0, 100, 7) for _ in range(5)], random.getrandbits(70), random.uniform(1, 2), random.choice('abc'), random.choices([1, 2, 3], k=6), random.choices('ab', weights=[1, 9], k=5), random.sample(range(100), 5))
l = list(range(10))
random.shuffle(l)
print(l, random.gauss(0, 1), random.normalvariate(), random.expovariate(1.5), random.betavariate(1, 2), random.triangular(0, 1, 0.3), random.gammavariate(2, 1), random.lognormvariate(0, 1), random.paretovariate(3), random.vonmisesvariate(0, 1), random.weibullvariate(1, 2), random.binomialvariate(10, 0.3))
for s in (0, 1, -5, 2 ** 100, 'text', b'bytes', 1.5, None if False else 7):
    r = random.Random(s)
    print(repr(s), r.random(), r.randint(0, 10 ** 20), r.randbytes(4))
r = random.Random(5)
state = r.getstate()
a = [r.random() for _ in range(3)]
r.setstate(state)
print(a == [r.random() for _ in range(3)], state[0], len(state[1]), random.Random(3).sample([1, 2, 3], counts=[2, 1, 1], k=3))
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: random.choice([]))
attempt(lambda: random.randint(5, 1))
attempt(lambda: random.randrange(0))
attempt(lambda: random.sample([1], 2))
attempt(lambda: random.seed([]))
attempt(lambda: random.randrange(1.5))
attempt(lambda: random.sample({1}, 1))
def pi(n):
    r = random.Random(11)
    return sum(r.random() ** 2 + r.random() ** 2 < 1 for _ in range(n)) * 4 / n
print(pi(5000))
class Sub(random.Random):
    def random(self): return 0.25
print(Sub().uniform(0, 8), Sub().choice([1, 2, 3, 4]))
