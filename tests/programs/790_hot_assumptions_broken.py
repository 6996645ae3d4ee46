# What traces rely on changes while they run: values of globals, layouts of namespaces, classes, functions, the class of an object.
import builtins
import math
import types

LIMIT = 3
STEP = 1.5
TABLE = (1, 2, 3)


def use_limit(x):
    return x + LIMIT


def set_limit(n):
    global LIMIT
    LIMIT = n


def value_by_function(n):
    total = 0
    for i in range(n):
        total += use_limit(i)
        if i % 400 == 399:
            set_limit(i)
    set_limit(3)
    return total


def value_by_namespace(n):
    total = 0.0
    for i in range(n):
        total += STEP * i
        if i == 500:
            globals()['STEP'] = 2.5
        elif i == 700:
            exec('STEP = 0.0', globals())
        elif i == 800:
            globals().update(STEP=1)
    globals()['STEP'] = 1.5
    return total


def value_of_other_kind(n):
    out = []
    for i in range(n):
        out.append(TABLE[i % 3])
        if i == 300:
            globals()['TABLE'] = [4, 5, 6]
        if i == 600:
            globals()['TABLE'] = 'xyz'
    return out[298:304], out[598:604]


COUNTER = 0


def often_changed(n):
    global COUNTER
    for i in range(n):
        COUNTER = COUNTER + 1
        if COUNTER > 50:
            COUNTER = 0
    return COUNTER


def tick():
    global COUNTER
    COUNTER += 1
    return COUNTER


def changed_by_call(n):
    total = 0
    for i in range(n):
        total += tick() + COUNTER
    return total


def hide_builtin(n):
    out = []
    for i in range(n):
        out.append(len((1, 2)))
        if i == 400:
            globals()['len'] = lambda x: -1
        if i == 700:
            del globals()['len']
    return out.count(2), out.count(-1)


def replace_builtin(n):
    kept, out = builtins.abs, 0
    try:
        for i in range(n):
            out += abs(-i)
            if i == 500:
                builtins.abs = lambda x: 1
    finally:
        builtins.abs = kept
    return out


def add_names(n):
    total = 0
    for i in range(n):
        total += LIMIT
        if i % 100 == 0:
            globals()['made_%d' % i] = i
    for i in range(0, n, 100):
        del globals()['made_%d' % i]
    return total


def gone(n):
    globals()['HERE'] = 1
    total = 0
    try:
        for i in range(n):
            total += HERE
            if i == 300:
                del globals()['HERE']
    except NameError as e:
        return total, str(e)


def module_attribute(n):
    module = types.ModuleType('module')
    module.value = 1
    total = 0
    for i in range(n):
        total += module.value
        if i == 400:
            module.value = 10
        if i == 600:
            module.other = 1
        if i == 700:
            module.value = 2.5
    return total


def math_replaced(n):
    kept, total = math.sqrt, 0
    for i in range(n):
        total += math.sqrt(4.0)
        if i == 500:
            math.sqrt = lambda x: 7
    math.sqrt = kept
    return total


class Base:
    factor = 2

    def scale(self, x):
        return x * self.factor


class Derived(Base):
    def __init__(self, n):
        self.n = n

    def both(self, x):
        return self.scale(x) + self.n


def class_changed(n):
    d, total = Derived(5), 0
    for i in range(n):
        total += d.both(i)
        if i == 300:
            Base.factor = 3
        if i == 500:
            Base.scale = lambda self, x: 1
        if i == 600:
            Derived.scale = lambda self, x: 100
        if i == 700:
            d.both = lambda x: -1
        if i == 800:
            Derived.n = property(lambda self: 1000)
            del d.both
    Base.factor = 2
    Base.scale = lambda self, x: x * self.factor
    del Derived.scale, Derived.n
    return total


def class_often_changed(n):
    total = 0
    for i in range(n):
        total += Base.factor
        Base.factor += 1
    Base.factor = 2
    return total


def bases_changed(n):
    class A:
        def who(self): return 1

    class B:
        def who(self): return 2

    class C(A):
        pass

    c, total = C(), 0
    for i in range(n):
        total += c.who()
        if i == 500:
            C.__bases__ = (B,)
    return total


def class_of_object(n):
    class A:
        def __init__(self): self.v = 1
        def get(self): return self.v

    class B:
        def get(self): return self.v + 10

    a, total = A(), 0
    for i in range(n):
        total += a.get()
        if i in (400, 600):
            a.__class__ = B if i == 400 else A
    return total


class Single:
    def __init__(self): self.v = 1
    def get(self): return self.v


class Other:
    def get(self): return self.v * 20


SINGLE = Single()


def class_of_global_object(n):
    total = 0
    for i in range(n):
        total += SINGLE.get()
        if i == 400:
            SINGLE.__class__ = Other
        if i == 500:
            SINGLE.w = 5
        if i == 700:
            SINGLE.v = 1.5
    return total


def plain(x, y=1):
    return x + y


def other(x, y=1):
    return x * y


def function_changed(n):
    total = 0
    for i in range(n):
        total += plain(i)
        if i == 300:
            plain.__defaults__ = (7,)
        if i == 500:
            plain.__code__ = other.__code__
        if i == 700:
            plain.__defaults__ = (0.5,)
    plain.__defaults__ = (1,)
    plain.__code__ = (lambda x, y=1: x + y).__code__
    return total


def keyword_default(n):
    def f(x, *, k=1):
        return x + k
    total = 0
    for i in range(n):
        total += f(i)
        if i == 400:
            f.__kwdefaults__ = {'k': 50}
        if i == 600:
            f.__kwdefaults__['k'] = 90
    return total


def defaults_of_init(n):
    class P:
        def __init__(self, x, y=2):
            self.s = x + y
    total = 0
    for i in range(n):
        total += P(i).s
        if i == 500:
            P.__init__.__defaults__ = (9,)
        if i == 700:
            P.__init__ = lambda self, x: setattr(self, 's', 1)
    return total


def from_deep(n):
    # The change comes from three inlined calls deep, and what follows in each of them relies on it.
    def inner(i):
        if i == 450:
            set_limit(1000)
        return LIMIT

    def middle(i):
        return inner(i) + LIMIT

    def outer(i):
        return middle(i) * 2 + LIMIT
    total = 0
    for i in range(n):
        total += outer(i)
    set_limit(3)
    return total


class Trigger:
    def __add__(self, other):
        if other == 450:
            set_limit(77)
        return LIMIT

    def __bool__(self):
        set_limit(LIMIT + 1)
        return True

    def __getattr__(self, name):
        set_limit(LIMIT + 1)
        return LIMIT


def from_operator(n):
    t, total = Trigger(), 0
    for i in range(n):
        total += (t + i) * LIMIT
    for i in range(n):
        if t:
            total += LIMIT
    for i in range(n):
        total += t.anything + LIMIT
    set_limit(3)
    return total


def from_generator(n):
    def numbers():
        for i in range(n):
            if i == 500:
                set_limit(9)
            yield i
    total = 0
    for i in numbers():
        total += i * LIMIT
    set_limit(3)
    return total


def in_branches(n):
    # What a side trace relies on.
    total = 0
    for i in range(n):
        if i & 1:
            total += LIMIT
        else:
            total -= use_limit(i)
        if i % 300 == 299:
            set_limit(i)
    set_limit(3)
    return total


for f in (value_by_function, value_by_namespace, value_of_other_kind, often_changed, changed_by_call, hide_builtin, replace_builtin, add_names,
          gone, module_attribute, math_replaced, class_changed, class_often_changed, bases_changed, class_of_object, class_of_global_object,
          function_changed, keyword_default, defaults_of_init, from_deep, from_operator, from_generator, in_branches):
    for n in (1000, 900):
        print(f.__name__, f(n))
