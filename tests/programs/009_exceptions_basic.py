# Exceptions: raise, except, else, finally, custom exceptions, propagation.
def attempt(f):
    try:
        result = f()
    except ZeroDivisionError as e:
        return 'zero: ' + str(e)
    except (TypeError, ValueError) as e:
        return type(e).__name__ + ': ' + str(e)
    except Exception as e:
        return 'other ' + repr(e)
    else:
        return 'ok ' + repr(result)
    finally:
        print('finally', end=' ')

print(attempt(lambda: 1 / 0))
print(attempt(lambda: 1 // 0))
print(attempt(lambda: 1.5 % 0))
print(attempt(lambda: 'a' + 1))
print(attempt(lambda: int('x')))
print(attempt(lambda: [][0]))
print(attempt(lambda: {}['k']))
print(attempt(lambda: undefined_name))
print(attempt(lambda: 42))
print(attempt(lambda: (1).nothing))

class AppError(Exception):
    pass
class CodeError(AppError):
    def __init__(self, code, message):
        super().__init__(code, message)
        self.code = code
def thrower(n):
    if n == 0:
        raise CodeError(7, 'deep')
    thrower(n - 1)
try:
    thrower(5)
except AppError as e:
    print(type(e).__name__, e.code, e.args, str(e))

def order():
    log = []
    try:
        try:
            log.append('try')
            raise ValueError('v')
        except ValueError:
            log.append('except')
            raise KeyError('k')
        finally:
            log.append('finally')
    except KeyError as e:
        log.append('outer ' + str(e))
        log.append(repr(e.__context__))
    return log
print(order())

def returns():
    for i in range(3):
        try:
            if i == 1:
                return 'returned'
        finally:
            print('cleanup', i)
print(returns())
def loop():
    for i in range(5):
        try:
            if i == 1:
                continue
            if i == 3:
                break
            print('body', i)
        finally:
            print('fin', i)
loop()
try:
    raise ValueError
except ValueError as e:
    print(repr(e), e.args)
try:
    assert 1 == 2, 'message'
except AssertionError as e:
    print('assert', e)
def reraise():
    try:
        [].pop()
    except IndexError:
        raise
try:
    reraise()
except IndexError as e:
    print(e)
print('end')
