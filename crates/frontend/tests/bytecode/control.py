def loops(items, n):
    for i, item in enumerate(items):
        if item is None:
            continue
        elif item is not None and not i:
            break
        else:
            print(item)
    else:
        n -= 1
    while n > 0 and items or n < -1:
        n //= 2
        while True:
            if n:
                break
    return n if n else -n


def chained(a, b, c):
    if a < b <= c != 4:
        return a < b < c
    assert a in (1, 2, 3), "message"
    assert not (a and b)
    return not a is b, a not in [b, c], a in {1, 2}


def delete(a, b):
    del a[0], b.c, a[1:2]
    del (a, b)


def slices(a, i, j):
    a[i:j] = a[1:2] = a[::2] = a[i:j:2]
    a[i:j] += 1
    a[i] -= 1
    a.b **= 2
    return a[-1], a[:], a[i:], (1, 2)[0], "abc"[1]
