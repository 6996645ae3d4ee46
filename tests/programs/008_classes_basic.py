# Classes: attributes, methods, inheritance, super, str and repr.
class Point:
    dimensions = 2
    def __init__(self, x, y):
        self.x = x
        self.y = y
    def norm2(self):
        return self.x * self.x + self.y * self.y
    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)
    def __eq__(self, other):
        return isinstance(other, Point) and (self.x, self.y) == (other.x, other.y)
    def __repr__(self):
        return f'Point({self.x}, {self.y})'

p, q = Point(1, 2), Point(3, 4)
print(p, q, p + q, p.norm2(), p == Point(1, 2), p != q, p.dimensions, Point.dimensions)
p.x = 10
p.extra = 'new'
print(p, p.extra, p.__dict__)
del p.extra
print(hasattr(p, 'extra'), hasattr(p, 'x'), getattr(p, 'zz', 'default'))
p.dimensions = 3
print(p.dimensions, Point.dimensions, q.dimensions)
bound = q.norm2
print(bound(), Point.norm2(q))

class Animal:
    count = 0
    def __init__(self, name):
        self.name = name
        Animal.count += 1
    def speak(self):
        return f'{self.name} makes {self.sound()}'
    def sound(self):
        return 'a noise'
class Dog(Animal):
    def sound(self):
        return 'woof'
class Puppy(Dog):
    def __init__(self, name, age):
        super().__init__(name + ' junior')
        self.age = age
    def sound(self):
        return super().sound() + '!' * self.age
for animal in (Animal('generic'), Dog('rex'), Puppy('bo', 3)):
    print(animal.speak(), isinstance(animal, Dog), type(animal).__name__)
print(Animal.count, issubclass(Puppy, Animal), issubclass(Animal, Puppy), Puppy.__bases__ == (Dog,))

class Counter:
    total = 0
    @classmethod
    def bump(cls, n=1):
        cls.total += n
        return cls.total
    @staticmethod
    def double(x):
        return 2 * x
    @property
    def current(self):
        return self.total
print(Counter.bump(), Counter.bump(5), Counter().bump(), Counter.double(4), Counter().current)

class Stack:
    def __init__(self):
        self.items = []
    def push(self, *xs):
        self.items.extend(xs)
        return self
    def __len__(self):
        return len(self.items)
    def __iter__(self):
        return iter(self.items)
    def __contains__(self, x):
        return x in self.items
    def __getitem__(self, i):
        return self.items[i]
    def __str__(self):
        return 'Stack<' + ','.join(map(str, self.items)) + '>'
s = Stack().push(1, 2, 3)
print(s, len(s), list(s), 2 in s, 9 in s, s[0], s[-1], bool(s), bool(Stack()), sum(s))
try:
    s.missing
except AttributeError as e:
    print(e)
