class Empty:
    pass


class Base(Empty, metaclass=Meta, flag=True):
    """Doc."""
    field: int = 1
    other = field

    def __init__(self, x):
        super().__init__()
        self.x = x
        self.y, self.__private = x, 2
        self.total += 1

    def use(self):
        return super().attribute, super(Base, self).method(1), __class__

    @property
    def name(self):
        return self.__private

    class Inner:
        __mangled = 1

        def get(self):
            return __name


class Starred(*bases, **options):
    if condition:
        conditional: str
    items = [other for x in range(3) if x]
    lambdas = [lambda: __class__ for _ in items]
