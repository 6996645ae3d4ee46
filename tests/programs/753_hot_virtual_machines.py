# Interpreters as hot loops: a stack machine, a register machine, a Brainfuck interpreter, a Forth with user words, a tokenizer with a parser.
def stack_vm(code, limit=10 ** 5):
    stack, vars, pc, steps, out = [], {}, 0, 0, []
    while pc < len(code) and steps < limit:
        op, arg = code[pc]
        pc += 1
        steps += 1
        if op == 'push': stack.append(arg)
        elif op == 'load': stack.append(vars[arg])
        elif op == 'store': vars[arg] = stack.pop()
        elif op in ('add', 'sub', 'mul', 'div', 'mod', 'lt', 'eq'):
            b, a = stack.pop(), stack.pop()
            try:
                stack.append(a + b if op == 'add' else a - b if op == 'sub' else a * b if op == 'mul' else a / b if op == 'div'
                             else a % b if op == 'mod' else a < b if op == 'lt' else a == b)
            except ZeroDivisionError: stack.append(None)
        elif op == 'jump': pc = arg
        elif op == 'jz':
            if not stack.pop(): pc = arg
        elif op == 'print': out.append(stack.pop())
        elif op == 'call': stack.append(pc); pc = arg
        elif op == 'ret': r = stack.pop(); pc = stack.pop(); stack.append(r)
        elif op == 'halt': break
        else: raise ValueError(op)
    return out, steps, vars
loop = [('push', 0), ('store', 'i'), ('push', 0), ('store', 's'), ('load', 'i'), ('push', 300), ('lt', 0), ('jz', 22),
        ('load', 's'), ('load', 'i'), ('load', 'i'), ('mul', 0), ('add', 0), ('store', 's'), ('load', 'i'), ('push', 1), ('add', 0), ('store', 'i'),
        ('load', 's'), ('push', 50), ('mod', 0), ('jump', 4), ('load', 's'), ('print', 0), ('halt', 0)]
o, steps, vars = stack_vm(loop, 3000)
print(o, steps, vars['s'], vars['i'])
loop[18:21] = [('push', 7), ('store', 'k'), ('jump', 4)]
for start in (0, 0.5, 2 ** 62, True):
    loop[2] = ('push', start)
    print(stack_vm(loop))
def registers(program, regs, limit):
    trace, pc, n = [], 0, 0
    while n < limit:
        n += 1
        name, *args = program[pc]
        match name, args:
            case 'set', [r, v]: regs[r] = v if isinstance(v, int) else regs[v]
            case 'add', [a, b, c]: regs[a] = regs[b] + regs[c]
            case 'xor', [a, b, c]: regs[a] = regs[b] ^ regs[c]
            case 'shl', [a, k]: regs[a] = regs[a] << k & 0xFFFFFFFF
            case 'shr', [a, k]: regs[a] >>= k
            case 'dec', [a]: regs[a] -= 1
            case 'jnz', [a, to]:
                if regs[a]:
                    pc = to
                    continue
            case 'out', [a]: trace.append(regs[a])
            case 'end', _: break
        pc += 1
    return trace, n, regs
xorshift = [('set', 'c', 60), ('set', 'x', 2463534242), ('set', 't', 'x'), ('shl', 't', 13), ('xor', 'x', 'x', 't'),
            ('set', 't', 'x'), ('shr', 't', 17), ('xor', 'x', 'x', 't'),
            ('set', 't', 'x'), ('shl', 't', 5), ('xor', 'x', 'x', 't'), ('add', 's', 's', 'x'), ('out', 'x'), ('dec', 'c'), ('jnz', 'c', 2), ('end',)]
t, n, regs = registers(xorshift, {'s': 0}, 10 ** 4)
print(t[:3], t[-2:], n, regs)
def brainfuck(src, data=''):
    jumps, st = {}, []
    for i, c in enumerate(src):
        if c == '[': st.append(i)
        elif c == ']': j = st.pop(); jumps[i], jumps[j] = j, i
    tape, p, pc, out, inp, steps = [0] * 30, 0, 0, '', iter(data), 0
    while pc < len(src):
        c = src[pc]
        if c == '>': p += 1
        elif c == '<': p -= 1
        elif c == '+': tape[p] = (tape[p] + 1) % 256
        elif c == '-': tape[p] = (tape[p] - 1) % 256
        elif c == '.': out += chr(tape[p])
        elif c == ',': tape[p] = ord(next(inp, '\0'))
        elif c == '[' and tape[p] == 0 or c == ']' and tape[p]: pc = jumps[pc]
        pc += 1
        steps += 1
    return out, steps, tape[:6]
print(brainfuck('++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+.'))
print(brainfuck(',[>,]<[.<]', 'reversed'), brainfuck('>,[>++++++[-<-------->]>+++<]', '1')[1:])
class Forth:
    def __init__(self):
        self.stack, self.words, self.out = [], {}, []
        self.prims = {'+': self.bin(lambda a, b: a + b), '*': self.bin(lambda a, b: a * b), '-': self.bin(lambda a, b: a - b),
                      'dup': lambda: self.stack.append(self.stack[-1]),
                      'swap': self.swap, '.': lambda: self.out.append(self.stack.pop()), 'drop': lambda: self.stack.pop()}
    def bin(self, f):
        def go():
            b = self.stack.pop()
            self.stack.append(f(self.stack.pop(), b))
        return go
    def swap(self): self.stack[-1], self.stack[-2] = self.stack[-2], self.stack[-1]
    def run(self, text):
        ts = iter(text.split())
        for t in ts:
            if t == ':':
                name = next(ts)
                self.words[name] = ' '.join(iter(lambda: next(ts), ';'))
            elif t == 'times':
                word, k = next(ts), self.stack.pop()
                for _ in range(k): self.run(word)
            elif t in self.words: self.run(self.words[t])
            elif t in self.prims: self.prims[t]()
            else: self.stack.append(int(t) if t.isdigit() else float(t))
f = Forth()
f.run(': sq dup * ; : step sq 1 + 1 swap drop 3 - ; 5 sq . 1 10 200 times step . .')
f.run(': inc 1 + ; 0 300 times inc . : inc 0.5 + ; 0 200 times inc .')
print(f.out, f.stack)
def tokens(s):
    i = 0
    while i < len(s):
        c = s[i]
        if c.isspace(): i += 1; continue
        if c.isdigit() or c == '.':
            j = i
            while j < len(s) and (s[j].isdigit() or s[j] == '.'): j += 1
            yield 'num', float(s[i:j]) if '.' in s[i:j] else int(s[i:j])
            i = j
        elif c in '+-*/()%': yield c, c; i += 1
        else: raise SyntaxError(f'bad {c!r} at {i}')
    yield 'end', None
class Parser:
    def __init__(self, s): self.ts = tokens(s); self.next()
    def next(self): self.kind, self.val = next(self.ts)
    def expr(self, level=0):
        left = self.unary() if level == 2 else self.expr(level + 1)
        while level < 2 and self.kind in ('+-', '*/%')[level]:
            op = self.kind
            self.next()
            r = self.expr(level + 1)
            left = left + r if op == '+' else left - r if op == '-' else left * r if op == '*' else left % r if op == '%' else left / r
        return left
    def unary(self):
        k, v = self.kind, self.val
        self.next()
        if k == '-': return -self.unary()
        if k == '(':
            v = self.expr()
            if self.kind != ')': raise SyntaxError('expected )')
            self.next()
            return v
        if k != 'num': raise SyntaxError(f'unexpected {k}')
        return v
def evaluate(s):
    try: return Parser(s).expr()
    except (SyntaxError, ZeroDivisionError) as e: return f'{type(e).__name__}: {e}'
texts = ['1 + 2 * 3', '(1 + 2) * -3', '2 * (3 - (4 + .5)) / 2', '1 / 0', '7 % 4 * 2 - -1', '(1', '1 + $', '*', '9' * 18 + ' * 1000 + 1', '-(-(2.5))']
for r in range(20): res = [evaluate(t) for t in texts]
print(res, res == [evaluate(t) for t in texts])
