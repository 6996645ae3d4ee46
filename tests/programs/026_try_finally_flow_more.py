# Control flow through try, except, else, finally in every combination: more.
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
