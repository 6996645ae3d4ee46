"""A small Lisp: reader, macros, tail calls, and a few programs of its own.

    lisp.py [FILE]

Without a file the programs at the end of this one run. Tail calls do not use up the stack.
"""
import operator
import sys
from functools import reduce


class Symbol(str):
    __slots__ = ()


class LispError(Exception):
    pass


class Scope(dict):
    def __init__(self, names=(), values=(), outer=None):
        super().__init__(zip(names, values))
        self.outer = outer

    def find(self, name):
        scope = self
        while scope is not None:
            if name in scope:
                return scope
            scope = scope.outer
        raise LispError(f'unbound: {name}')


class Lambda:
    def __init__(self, names, body, scope):
        self.names, self.body, self.scope = names, body, scope

    def bind(self, values):
        if '.' in self.names:
            fixed = self.names.index('.')
            values = list(values[:fixed]) + [list(values[fixed:])]
            names = self.names[:fixed] + self.names[fixed + 1:]
        else:
            names = self.names
        if len(names) != len(values):
            raise LispError(f'expected {len(names)} arguments, got {len(values)}')
        return Scope(names, values, self.scope)

    def __call__(self, *values):
        return evaluate(self.body, self.bind(values))


def tokens(text):
    """Splits source text into parentheses, quotes, strings and atoms."""
    at = 0
    while at < len(text):
        c = text[at]
        if c.isspace():
            at += 1
        elif c == ';':
            at = text.find('\n', at) if '\n' in text[at:] else len(text)
        elif c in "()'":
            yield c
            at += 1
        elif c == '"':
            end = text.index('"', at + 1)
            yield text[at:end + 1]
            at = end + 1
        else:
            end = at
            while end < len(text) and not text[end].isspace() and text[end] not in "()'\";":
                end += 1
            yield text[at:end]
            at = end


def read(stream):
    for token in stream:
        match token:
            case '(':
                items = []
                while (item := read(stream)) is not END:
                    items.append(item)
                return items
            case ')':
                return END
            case "'":
                return [Symbol('quote'), read(stream)]
            case _:
                return atom(token)
    return EOF


END, EOF = object(), object()


def atom(token):
    if token.startswith('"'):
        return token[1:-1]
    for kind in (int, float):
        try:
            return kind(token)
        except ValueError:
            pass
    return {'#t': True, '#f': False}.get(token, Symbol(token))


def evaluate(x, scope):
    while True:
        if isinstance(x, Symbol):
            return scope.find(x)[x]
        if not isinstance(x, list) or not x:
            return x
        match x:
            case ['quote', value]:
                return value
            case ['if', test, then, *other]:
                x = then if evaluate(test, scope) is not False else (other[0] if other else None)
            case ['define', [name, *names], *body]:
                scope[name] = Lambda(names, [Symbol('begin'), *body], scope)
                return None
            case ['define', name, value]:
                scope[name] = evaluate(value, scope)
                return None
            case ['set!', name, value]:
                scope.find(name)[name] = evaluate(value, scope)
                return None
            case ['lambda', names, *body]:
                return Lambda(names, [Symbol('begin'), *body], scope)
            case ['begin', *body, last]:
                for part in body:
                    evaluate(part, scope)
                x = last
            case ['let', pairs, *body]:
                scope = Scope([n for n, _ in pairs], [evaluate(v, scope) for _, v in pairs], scope)
                x = [Symbol('begin'), *body]
            case ['cond', *branches]:
                x = next((b for t, b in branches if t == 'else' or evaluate(t, scope) is not False), None)
            case ['and', *parts]:
                return reduce(lambda last, part: last and evaluate(part, scope), parts, True)
            case ['or', *parts]:
                return reduce(lambda last, part: last or evaluate(part, scope), parts, False)
            case ['define-macro', [name, *names], body]:
                MACROS[name] = Lambda(names, body, scope)
                return None
            case [head, *rest] if isinstance(head, Symbol) and head in MACROS:
                x = MACROS[head](*rest)
            case [head, *rest]:
                function = evaluate(head, scope)
                values = [evaluate(part, scope) for part in rest]
                if isinstance(function, Lambda):
                    x, scope = function.body, function.bind(values)
                else:
                    return function(*values)


MACROS = {}


def show(x):
    match x:
        case True: return '#t'
        case False: return '#f'
        case None: return ''
        case list(): return '(' + ' '.join(map(show, x)) + ')'
        case Lambda() : return '<function>'
        case _: return str(x)


GLOBAL = Scope()
GLOBAL.update({
    '+': lambda *a: sum(a), '-': lambda a, *b: a - sum(b) if b else -a, '*': lambda *a: reduce(operator.mul, a, 1), '/': operator.truediv,
    'quotient': operator.floordiv, 'modulo': operator.mod, '<': operator.lt, '>': operator.gt, '<=': operator.le, '>=': operator.ge, '=': operator.eq,
    'eq?': operator.eq, 'not': lambda x: x is False, 'cons': lambda a, b: [a, *b], 'car': lambda l: l[0], 'cdr': lambda l: l[1:], 'list': lambda *a: list(a),
    'null?': lambda l: l == [], 'pair?': lambda l: isinstance(l, list) and l != [], 'length': len, 'append': lambda *a: sum(a, []),
    'map': lambda f, l: [f(x) for x in l], 'filter': lambda f, l: [x for x in l if f(x) is not False], 'apply': lambda f, l: f(*l),
    'display': lambda *a: print(*map(show, a)), 'number?': lambda x: isinstance(x, (int, float)), 'symbol?': lambda x: isinstance(x, Symbol),
})


def run(text):
    stream = tokens(text)
    while (form := read(stream)) is not EOF:
        try:
            value = evaluate(form, GLOBAL)
        except (LispError, TypeError, ZeroDivisionError, IndexError) as error:
            value = f'error: {error}'
        if value is not None:
            print(show(value))


PROGRAMS = """
(define (fact n) (if (< n 2) 1 (* n (fact (- n 1)))))
(fact 30)
(define (count n acc) (if (= n 0) acc (count (- n 1) (+ acc n))))   ; a tail call, 20000 deep
(count 20000 0)
(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))
(map fib '(1 2 3 5 8 13))
(define (compose . fs) (if (null? fs) (lambda (x) x) (lambda (x) ((car fs) ((apply compose (cdr fs)) x)))))
((compose (lambda (x) (* x 2)) (lambda (x) (+ x 1))) 20)
(define (make-account balance) (lambda (amount) (begin (set! balance (+ balance amount)) balance)))
(define account (make-account 100))
(account 50) (account -30)
(define (sort l)
  (if (null? l) '()
      (let ((p (car l)) (rest (cdr l)))
        (append (sort (filter (lambda (x) (< x p)) rest)) (list p) (sort (filter (lambda (x) (>= x p)) rest))))))
(sort '(5 2 8 1 9 3 5 0))
(define-macro (unless test body) (list 'if test #f body))
(unless (= 1 2) "macro ran")
(define (primes n)
  (define (divides d m) (= 0 (modulo m d)))
  (define (prime? m d) (cond ((> (* d d) m) #t) ((divides d m) #f) (else (prime? m (+ d 1)))))
  (define (go m acc) (if (> m n) acc (go (+ m 1) (if (prime? m 2) (append acc (list m)) acc))))
  (go 2 '()))
(primes 60)
(define (queens n)
  (define (safe? row dist placed) (cond ((null? placed) #t)
    ((or (= (car placed) row) (= (car placed) (+ row dist)) (= (car placed) (- row dist))) #f)
    (else (safe? row (+ dist 1) (cdr placed)))))
  (define (place k placed row) (cond ((= k 0) 1) ((= row n) 0)
    (else (+ (if (safe? row 1 placed) (place (- k 1) (cons row placed) 0) 0) (place k placed (+ row 1))))))
  (place n '() 0))
(queens 5)
(car '())
(nonsense 1)
((lambda (a b) a) 1)
"""

run(open(sys.argv[1]).read() if len(sys.argv) > 1 else PROGRAMS)
