# Control flow through try, except, else, finally in every combination.
def run(kind):
    log = []
    def body():
        for i in range(2):
            try:
                log.append(f'try{i}')
                if kind == 'raise': raise ValueError
                if kind == 'other': raise KeyError
                if kind == 'return': return 'returned'
                if kind == 'break': break
                if kind == 'continue': continue
            except ValueError:
                log.append('except')
            else:
                log.append('else')
            finally:
                log.append('finally')
        else:
            log.append('loop else')
        return 'end'
    try:
        r = body()
    except KeyError:
        r = 'escaped'
    return r, log
for k in ('none', 'raise', 'other', 'return', 'break', 'continue'): print(k, *run(k))
def nested(a, b, c):
    out = []
    try:
        try:
            if a: raise ValueError('a')
            out.append(1)
        except ValueError:
            out.append(2)
            if b: raise TypeError('b')
        finally:
            out.append(3)
            if c: raise KeyError('c')
    except (TypeError, KeyError) as e:
        out.append(repr(e))
        out.append(repr(e.__context__))
    return out
for a in (0, 1):
    for b in (0, 1):
        for c in (0, 1): print(a, b, c, nested(a, b, c))
def value():
    x = 1
    try:
        return x
    finally:
        x = 2
print(value())
def mutated():
    x = [1]
    try:
        return x
    finally:
        x.append(2)
print(mutated())
