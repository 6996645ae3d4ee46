# A small class hierarchy in use: state, validation, polymorphism, class attributes, string forms.
class InsufficientFunds(Exception):
    def __init__(self, need, have):
        super().__init__(f'need {need}, have {have}')
        self.need, self.have = need, have
class Account:
    count = 0
    fee = 0
    def __init__(self, owner, balance=0):
        self.owner, self.balance, self.history = owner, balance, []
        Account.count += 1
    def deposit(self, amount):
        if amount <= 0: raise ValueError('amount must be positive')
        self.balance += amount
        self.history.append(('+', amount))
        return self
    def withdraw(self, amount):
        total = amount + self.fee
        if total > self.limit(): raise InsufficientFunds(total, self.limit())
        self.balance -= total
        self.history.append(('-', total))
        return self
    def limit(self): return self.balance
    def __repr__(self): return f'{type(self).__name__}({self.owner!r}, {self.balance})'
    def __lt__(self, other): return self.balance < other.balance
    def __eq__(self, other): return self.balance == other.balance
class Checking(Account):
    fee = 1
    def __init__(self, owner, balance=0, overdraft=50):
        super().__init__(owner, balance)
        self.overdraft = overdraft
    def limit(self): return super().limit() + self.overdraft
class Savings(Account):
    rate = 0.05
    def accrue(self):
        self.deposit(round(self.balance * self.rate, 2))
        return self
a, c, s = Account('ann', 100), Checking('bob', 20), Savings('cy', 1000)
print(a, c, s, Account.count)
a.deposit(50).withdraw(30)
c.withdraw(60)
s.accrue().accrue()
print(a, c, s, a.history, c.history, s.history)
for acc, amount in ((a, 1000), (c, 10), (c, 100), (s, 1)):
    try:
        acc.withdraw(amount)
        print('ok', acc)
    except InsufficientFunds as e:
        print('refused', e, e.need - e.have)
try:
    a.deposit(-5)
except ValueError as e:
    print(e)
print(sorted([a, c, s]), max([a, c, s]), a < c, a == Account('x', 120), Account.count)
print([type(x).__name__ for x in (a, c, s) if isinstance(x, Account)], Savings.rate, s.rate, hasattr(a, 'rate'))
Savings.rate = 0.1
print(s.accrue())
s.rate = 0
try:
    s.accrue()
except ValueError as e:
    print(e)
print(vars(c))
