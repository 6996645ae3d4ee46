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
def handlers(e):
    try:
        raise e
    except (KeyError, IndexError) as err:
        return 'lookup', str(err)
    except ArithmeticError:
        return 'arithmetic'
    except Exception as err:
        return type(err).__name__
for e in (KeyError('k'), IndexError('i'), ZeroDivisionError(), OverflowError(), RuntimeError(), NameError()): print(handlers(e))
def loop_retry():
    tries = 0
    while True:
        try:
            tries += 1
            if tries < 4: raise OSError(tries)
            return tries
        except OSError as e:
            if e.args[0] == 3: continue
        finally:
            tries += 0
print(loop_retry())
def reraised():
    try:
        try:
            raise ValueError('inner')
        except ValueError as e:
            e.args += ('extra',)
            raise
    except ValueError as e:
        return e.args
print(reraised())
def deep(n):
    try:
        if n == 0: raise ValueError('bottom')
        deep(n - 1)
    except ValueError as e:
        if n % 2: raise
        raise ValueError(f'{e}|{n}') from e
try:
    deep(4)
except ValueError as e:
    chain = []
    while e:
        chain.append(str(e))
        e = e.__cause__
    print(chain)
