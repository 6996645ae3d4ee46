def f(subject):
    match subject:
        case 0 | -1 | 1.5 | 2 - 3j | "text" | b"bytes":
            return 1
        case None | True | False:
            return 2
        case [] | [_] | (_, _):
            return 3
        case [first, *_, last] if first:
            return first, last
        case [a, [b, *c], *rest]:
            return a, b, c, rest
        case {"key": value, "other": 1, **others}:
            return value, others
        case {}:
            return 4
        case Point(x=0, y=y) | Point(y, 0):
            return y
        case Point() | mod.CONST as name:
            return name
        case str(text):
            return text
        case _:
            return 5


match x, y:
    case 1, z:
        pass
    case other:
        print(other)
