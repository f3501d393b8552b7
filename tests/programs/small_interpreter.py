def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
class Lexer:
    def __init__(self, text): self.text, self.at = text, 0
    def __iter__(self): return self
    def __next__(self):
        text = self.text
        while self.at < len(text) and text[self.at].isspace(): self.at += 1
        if self.at >= len(text): raise StopIteration
        start, c = self.at, text[self.at]
        if c.isdigit():
            while self.at < len(text) and (text[self.at].isdigit() or text[self.at] == '.'): self.at += 1
            word = text[start:self.at]; return 'num', float(word) if '.' in word else int(word)
        if c.isalpha() or c == '_':
            while self.at < len(text) and (text[self.at].isalnum() or text[self.at] == '_'): self.at += 1
            return 'name', text[start:self.at]
        if c == '"':
            self.at = text.index('"', start + 1) + 1; return 'str', text[start + 1:self.at - 1]
        for two in ('==', '!=', '<=', '>=', '**', '->'):
            if text.startswith(two, start): self.at += 2; return 'op', two
        if c not in '+-*/%()<>=,;{}!': raise SyntaxError(f'odd character {c!r} at {start}')
        self.at += 1; return 'op', c
class Node:
    fields = ()
    def __init__(self, *values):
        for name, value in zip(self.fields, values): setattr(self, name, value)
    def __repr__(self): return f'{type(self).__name__}({", ".join(repr(getattr(self, f)) for f in self.fields)})'
def node(name, *fields): return type(name, (Node,), {'fields': fields})
Num, Name, Bin, Un, Call, Let, If, While, Block, Fn, Ret, Expr = [node(*spec.split()) for spec in 'Num value|Name name|Bin op left right|Un op value|Call callee args|Let name value|If test then other|While test body|Block body|Fn params body|Ret value|Expr value'.split('|')]
class Parser:
    power = {'==': 1, '!=': 1, '<': 2, '>': 2, '<=': 2, '>=': 2, '+': 3, '-': 3, '*': 4, '/': 4, '%': 4, '**': 6}
    def __init__(self, text): self.tokens = [*Lexer(text), ('end', None)]; self.at = 0
    @property
    def next(self): return self.tokens[self.at]
    def take(self, value=None):
        kind, got = self.next
        if value is not None and got != value: raise SyntaxError(f'{value!r} expected, not {got!r}')
        self.at += 1; return got
    def program(self):
        body = []
        while self.next[0] != 'end': body.append(self.statement())
        return Block(body)
    def block(self):
        self.take('{'); body = []
        while self.next[1] != '}': body.append(self.statement())
        self.take('}'); return Block(body)
    def statement(self):
        kind, word = self.next
        if word == 'let': self.take(); name = self.take(); self.take('='); s = Let(name, self.expr())
        elif word == 'if':
            self.take(); test, then, other = self.expr(), self.block(), Block([])
            if self.next[1] == 'else': self.take(); other = self.block()
            return If(test, then, other)
        elif word == 'while': self.take(); return While(self.expr(), self.block())
        elif word == 'return': self.take(); s = Ret(self.expr())
        else: s = Expr(self.expr())
        if self.next[1] == ';': self.take()
        return s
    def expr(self, least=0):
        left = self.unary()
        while (op := self.next[1]) in self.power and self.next[0] == 'op' and self.power[op] > least:
            self.take(); left = Bin(op, left, self.expr(self.power[op] - (op == '**')))
        return left
    def unary(self):
        if self.next == ('op', '-') or self.next == ('op', '!'): return Un(self.take(), self.expr(5))
        kind, word = self.next; self.take()
        if kind in ('num', 'str'): value = Num(word)
        elif word == '(': value = self.expr(); self.take(')')
        elif word == 'fn':
            self.take('('); params = []
            while self.next[1] != ')':
                params.append(self.take())
                if self.next[1] == ',': self.take()
            self.take(')'); value = Fn(params, self.block())
        elif kind == 'name': value = Name(word)
        else: raise SyntaxError(f'unexpected {word!r}')
        while self.next[1] == '(':
            self.take(); args = []
            while self.next[1] != ')':
                args.append(self.expr())
                if self.next[1] == ',': self.take()
            self.take(')'); value = Call(value, args)
        return value
class Return(Exception): pass
class Scope(dict):
    def __init__(self, parent=None, **values): super().__init__(values); self.parent = parent
    def __missing__(self, name):
        if self.parent is None: raise NameError(f'{name} is nowhere')
        return self.parent[name]
    def where(self, name): return self if name in self or self.parent is None else self.parent.where(name)
class Machine:
    ops = {'+': lambda a, b: a + b, '-': lambda a, b: a - b, '*': lambda a, b: a * b, '/': lambda a, b: a / b, '%': lambda a, b: a % b, '**': pow, '==': lambda a, b: a == b, '!=': lambda a, b: a != b, '<': lambda a, b: a < b, '>': lambda a, b: a > b, '<=': lambda a, b: a <= b, '>=': lambda a, b: a >= b}
    def __init__(self): self.steps = 0; self.out = []
    def run(self, n, s):
        self.steps += 1
        return getattr(self, 'run_' + type(n).__name__)(n, s)
    def run_Num(self, n, s): return n.value
    def run_Name(self, n, s): return s[n.name]
    def run_Bin(self, n, s): return self.ops[n.op](self.run(n.left, s), self.run(n.right, s))
    def run_Un(self, n, s): v = self.run(n.value, s); return -v if n.op == '-' else not v
    def run_Let(self, n, s): v = self.run(n.value, s); where = s.where(n.name); (where if n.name in where else s)[n.name] = v
    def run_If(self, n, s): return self.run(n.then if self.run(n.test, s) else n.other, s)
    def run_While(self, n, s):
        while self.run(n.test, s): self.run(n.body, s)
    def run_Block(self, n, s):
        last = None
        for part in n.body: last = self.run(part, s)
        return last
    def run_Expr(self, n, s): return self.run(n.value, s)
    def run_Ret(self, n, s): raise Return(self.run(n.value, s))
    def run_Fn(self, n, s):
        def call(*args):
            if len(args) != len(n.params): raise TypeError(f'{len(n.params)} arguments expected, not {len(args)}')
            try: return self.run(n.body, Scope(s, **dict(zip(n.params, args))))
            except Return as r: return r.args[0]
        return call
    def run_Call(self, n, s): return self.run(n.callee, s)(*[self.run(a, s) for a in n.args])
def execute(text):
    m = Machine()
    try: value = m.run(Parser(text).program(), Scope(print=lambda *a: m.out.append(a), len=len))
    except (SyntaxError, NameError, TypeError, ZeroDivisionError) as e: value = f'{type(e).__name__}: {e}'
    return value, m.out, m.steps
for text in ['1 + 2 * 3 - 4 / 2', '2 ** 3 ** 2', '-2 ** 2', '(1 + 2) * -3', '1 < 2 == 3 > 2', 'let x = 5; x * x', 'let i = 0; let total = 0; while i < 100 { let total = total + i; let i = i + 1; } total',
    'let fib = fn(n) { if n < 2 { return n } else { return fib(n - 1) + fib(n - 2) } }; fib(15)', 'let make = fn(n) { return fn() { let n = n + 1; return n } }; let a = make(10); a(); a(); print(a(), make(1)()); a()', 'print("text" + "more", len("four")); nothing', 'fn(a, b) { return a }(1)', '1 / 0', '1 +', '1 $ 2', 'let f = fn(x) { print(x) if x > 0 { f(x - 1) } }; f(3)', '!0 == 1', '10 % 4 + 0.5', 'if 0 { 1 } else { 2 }', 'while 0 { }', '"a" - 1']:
    print(execute(text))
print(Parser('let x = f(1, "s") + y; if x { return -x }').program())
