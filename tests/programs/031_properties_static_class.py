# property, staticmethod and classmethod in common use, with inheritance and alternative constructors.
class Temp:
    _count = 0
    def __init__(self, celsius=0): self.celsius = celsius
    @property
    def celsius(self): return self._c
    @celsius.setter
    def celsius(self, v):
        if v < -273.15: raise ValueError(f'too cold: {v}')
        self._c = v
        type(self)._count += 1
    @property
    def fahrenheit(self): return self.celsius * 9 / 5 + 32
    @fahrenheit.setter
    def fahrenheit(self, v): self.celsius = (v - 32) * 5 / 9
    @classmethod
    def from_f(cls, v):
        t = cls()
        t.fahrenheit = v
        return t
    @staticmethod
    def parse(s): return float(s.rstrip('CF'))
    def __repr__(self): return f'{type(self).__name__}({self.celsius:g})'
class Kelvin(Temp):
    @property
    def kelvin(self): return self.celsius + 273.15
    @Temp.celsius.getter
    def celsius(self): return round(self._c, 1)
t = Temp(100)
print(t, t.fahrenheit, Temp.from_f(212), Temp.parse('36.6C'), t.parse('1F'))
t.fahrenheit = 32
print(t, t.celsius)
k = Kelvin.from_f(50)
print(k, k.kelvin, type(k).__name__, Temp._count, Kelvin._count)
for bad in (lambda: Temp(-300), lambda: setattr(k, 'kelvin', 1), lambda: delattr(t, 'celsius'), lambda: t.nope):
    try:
        bad()
    except (ValueError, AttributeError) as e:
        print(type(e).__name__, e)
print(isinstance(Temp.celsius, property), Temp.celsius.fget(t), Temp.__dict__['parse'].__func__('5C'), Temp.from_f.__self__ is Temp, Kelvin.from_f.__self__ is Kelvin)
class Registry:
    items = {}
    def __init_subclass__(cls, **kw):
        super().__init_subclass__(**kw)
        Registry.items[cls.__name__] = cls
    @classmethod
    def create(cls, name, *a): return cls.items[name](*a)
class One(Registry):
    def __init__(self, v): self.v = v
class Two(Registry):
    def __init__(self): self.v = 'two'
print(sorted(Registry.items), Registry.create('One', 5).v, One.create('Two').v)
