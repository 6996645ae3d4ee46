# A small bank of accounts simulated in one hot loop that uses classes, properties, exceptions, generators, dicts, formatting and sorting at once.
from collections import defaultdict
class Insufficient(Exception):
    def __init__(self, need, have): super().__init__(f'need {need}, have {have}'); self.need, self.have = need, have
class Account:
    count = 0
    rate = 0.01
    def __init__(self, owner, balance=0):
        type(self).count += 1
        self.id, self.owner, self._balance, self.log = self.count, owner, balance, []
    @property
    def balance(self): return self._balance
    @balance.setter
    def balance(self, v):
        if v < self.limit(): raise Insufficient(self._balance - v, self._balance)
        self._balance = v
    def limit(self): return 0
    def move(self, amount): self.balance += amount; self.log.append(amount); return self
    def __lt__(self, o): return (self.balance, self.id) < (o.balance, o.id)
    def __format__(self, spec): return f'{self.owner}:{self.balance:{spec or "d"}}'
    def __iadd__(self, k): return self.move(k)
class Credit(Account):
    rate = 0.05
    def __init__(self, owner, balance=0, *, line=100): super().__init__(owner, balance); self.line = line
    def limit(self): return -self.line
    def move(self, amount):
        super().move(amount)
        if self.balance < 0: self.fee()
        return self
    def fee(self): self._balance -= 1
class Savings(Account):
    def interest(self): self._balance += self._balance * self.rate; return self
class Event:
    def __init__(self, kind, who, amount): self.kind, self.who, self.amount = kind, who, amount
def events(n, accounts):
    x = 42
    for i in range(n):
        x = (x * 1103515245 + 12345) & 0x7FFFFFFF
        kind = ('deposit', 'withdraw', 'transfer', 'interest', 'report')[x >> 8 & 3 if i % 50 else 4]
        got = yield Event(kind, (accounts[x % len(accounts)], accounts[(x >> 5) % len(accounts)]), x >> 12 & 63)
        if got: yield Event('deposit', (got, got), 5)
class Bank:
    handlers = {}
    def __init__(self, accounts): self.accounts, self.stats, self.failed = accounts, defaultdict(int), []
    def on(handlers, name):
        def deco(f): handlers[name] = f; return f
        return deco
    @on(handlers, 'deposit')
    def deposit(self, e): e.who[0].move(e.amount)
    @on(handlers, 'withdraw')
    def withdraw(self, e): e.who[0].move(-e.amount)
    @on(handlers, 'transfer')
    def transfer(self, e):
        a, b = e.who
        if a is b: raise LookupError('same account')
        a.move(-e.amount)
        b.move(e.amount)
    @on(handlers, 'interest')
    def interest(self, e):
        for a in self.accounts:
            if isinstance(a, Savings): a.interest()
    def run(self, n):
        g, bonus = events(n, self.accounts), None
        e = next(g)
        while True:
            self.stats[e.kind] += 1
            bonus = None
            try:
                h = self.handlers[e.kind]
                h(self, e)
            except Insufficient as x:
                self.failed.append((e.who[0].owner, x.need, x.have))
                if len(self.failed) % 3 == 0: bonus = e.who[0]
            except LookupError as x:
                self.stats[type(x).__name__ + ':' + str(x)] += 1
                if e.kind == 'report': self.report()
            else: self.stats['ok'] += 1
            finally: self.stats['all'] += 1
            try: e = g.send(bonus)
            except StopIteration: break
    def report(self):
        rich, *_, poor = sorted(self.accounts, reverse=True)
        total = sum(a.balance for a in self.accounts)
        print(f'{self.stats["all"]:4} {rich:.2f} {poor:.2f} {total:10.3f}', dict(sorted(self.stats.items())), self.failed[-1:])
bank = Bank([Account('ann', 50), Credit('bob'), Savings('cid', 10), Credit('dan', line=30), Savings('eve', 2 ** 53)])
bank.run(150)
bank.report()
print([(a.owner, a.balance, len(a.log), a.id) for a in bank.accounts], Account.count, Credit.count, Savings.count)
Account.limit = lambda self: -20
Savings.rate = 0
Credit.fee = lambda self: setattr(self, '_balance', float(self._balance) - 0.25)
bank.accounts.append(type('Gold', (Credit, Savings), {'rate': 1, 'limit': lambda self: -10 ** 6})('gil', 1))
bank.run(200)
bank.report()
print([f'{a:.3f}' for a in sorted(bank.accounts)])
bank.handlers['interest'] = lambda self, e: [a.__iadd__(1) for a in self.accounts if a.owner > 'c']
del Bank.handlers['withdraw']
bank.run(150)
bank.report()
print(bank.failed[:4], len(bank.failed), [(a.owner, sum(a.log), len(a.log)) for a in bank.accounts])
