# The class of a module is set to a subclass of ModuleType and back while a hot loop reads and writes its attributes.
import types, sys
class Counting(types.ModuleType):
    @property
    def k(self): return 7
    @k.setter
    def k(self, v): self.__dict__['stored'] = v
class Hook(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith('__'): raise AttributeError(name)
        return len(name)
    def __setattr__(self, name, v): super().__setattr__(name, v if name == '__class__' else v * 2)
def run(n):
    m, out = types.ModuleType('m'), []
    m.k, m.step = 0, 1
    for i in range(n):
        m.k += m.step
        if i == 50: m.__class__ = Counting
        if i == 100: m.__class__ = types.ModuleType
        if i == 150: m.__class__ = Hook
        if i == 155: out.append(m.nothing)
        if i == 160: m.__class__ = types.ModuleType; m.k = 0.5
        if i % 25 == 0: out.append((m.k, getattr(m, 'stored', None), type(m).__name__))
    return out
for row in run(200): print(row)
def errors():
    m = types.ModuleType('m')
    for c in (int, dict, object, type('K', (), {}), 5):
        try: m.__class__ = c
        except TypeError as e: print(e)
    print(type(m).__name__, isinstance(m, types.ModuleType))
errors()
sys.modules[__name__].__class__ = Counting
k_before = sys.modules[__name__].k
print(k_before, type(sys.modules[__name__]).__name__, 'stored' in globals())
sys.modules[__name__].k = 'set'
print(stored, 'k' in globals())
