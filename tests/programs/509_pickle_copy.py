# pickle and copy.
import pickle, copy, collections, datetime, decimal, enum, fractions
class P:
    def __init__(self, x): self.x = x
    def __eq__(self, o): return type(o) is type(self) and self.__dict__ == o.__dict__
class S:
    __slots__ = ('a', 'b')
class N:
    def __new__(cls, a): 
        self = super().__new__(cls)
        self.a = a
        return self
    def __getnewargs__(self): return (self.a,)
class G:
    def __getstate__(self): return {'saved': 1}
    def __setstate__(self, s): self.restored = s
class R:
    def __reduce__(self): return (complex, (1, 2))
class E(enum.Enum):
    A = 1
T = collections.namedtuple('T', 'p q')
values = [None, True, 1, -1, 2 ** 70, -2 ** 40, 1.5, 'é', b'x', bytearray(b'y'), [1, [2]], (1,), (1, 2, 3, 4), {'a': 1}, {1, 2}, frozenset([3]), 1j, range(3), slice(1, 2), T(1, 2), P([1]), E.A, len, P, collections.OrderedDict(a=1), collections.Counter('aab'), collections.deque([1], 5), datetime.date(2024, 1, 2), decimal.Decimal('1.50'), fractions.Fraction(1, 3), ..., NotImplemented, int, ValueError('m', 1).args]
for proto in range(pickle.HIGHEST_PROTOCOL + 1):
    print(proto, all(pickle.loads(pickle.dumps(v, proto)) == v for v in values))
s = S()
s.a = 1
t = pickle.loads(pickle.dumps(s))
print(t.a, hasattr(t, 'b'), pickle.loads(pickle.dumps(N(5))).a, pickle.loads(pickle.dumps(G())).restored, pickle.loads(pickle.dumps(R())), pickle.dumps(1, 0), pickle.dumps('a', 2), pickle.dumps([1, 2], 4), pickle.loads(b'I5\n.'))
l = [1]
l.append(l)
m = pickle.loads(pickle.dumps(l))
print(m[1] is m)
a = [1]
x, y = pickle.loads(pickle.dumps([a, a]))
print(x is y)
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, str(e)[:70])
attempt(lambda: pickle.dumps(x for x in []))
attempt(lambda: pickle.loads(b''))
attempt(lambda: pickle.loads(b'garbage'))
attempt(lambda: pickle.loads(pickle.dumps([1])[:-1]))
o = {'a': [1, 2], 'p': P([3]), 't': (1, [2])}
c, d = copy.copy(o), copy.deepcopy(o)
print(c['a'] is o['a'], d['a'] is o['a'], d == o, d['p'].x is o['p'].x, copy.copy([1]) == [1], copy.deepcopy((1, 2)) == (1, 2), copy.copy(5), copy.deepcopy(len) is len)
l2 = copy.deepcopy(l)
print(l2[1] is l2, copy.deepcopy([a, a])[0] is copy.deepcopy([a, a])[1])
x = copy.deepcopy([a, a])
print(x[0] is x[1], x[0] is a)
class C:
    def __copy__(self): return 'copied'
    def __deepcopy__(self, memo): return 'deep'
print(copy.copy(C()), copy.deepcopy([C()]), copy.replace(T(1, 2), q=5), copy.copy(P(1)) == P(1), type(copy.deepcopy(s)).__name__, copy.deepcopy(collections.defaultdict(list, a=[1])))
class Per(pickle.Pickler):
    def persistent_id(self, o): return 'pid' if o == 'secret' else None
class Un(pickle.Unpickler):
    def persistent_load(self, p): return f'loaded {p}'
import io
f = io.BytesIO()
Per(f).dump(['secret', 'open'])
print(Un(io.BytesIO(f.getvalue())).load())
