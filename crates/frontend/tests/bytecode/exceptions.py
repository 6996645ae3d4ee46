def simple():
    try:
        f()
    except (ValueError, TypeError) as e:
        g(e)
    except KeyError:
        raise
    except:
        raise RuntimeError from None
    else:
        h()
    finally:
        k()


def nested(items):
    for item in items:
        try:
            try:
                return item
            finally:
                if item:
                    continue
        except E as e:
            with a as b, c:
                break
    with open(x) as (f, g):
        return f


def groups():
    try:
        f()
    except* ValueError as e:
        g(e)
    except* TypeError:
        pass
    else:
        h()


def conditional(a):
    try:
        x = a or b and c
    except E:
        return [y for y in x]
    return x
