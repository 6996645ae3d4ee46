# Linked lists, stacks, queues, trees and graphs of objects.
class Node:
    def __init__(self, value, next=None): self.value, self.next = value, next
class LinkedList:
    def __init__(self, items=()):
        self.head = None
        for x in reversed(list(items)): self.push(x)
    def push(self, x): self.head = Node(x, self.head)
    def __iter__(self):
        n = self.head
        while n:
            yield n.value
            n = n.next
    def reverse(self):
        prev, n = None, self.head
        while n: n.next, prev, n = prev, n, n.next
        self.head = prev
    def __repr__(self): return '->'.join(map(str, self))
    def __len__(self): return sum(1 for _ in self)
l = LinkedList(range(5))
l.push('new')
print(l, len(l))
l.reverse()
print(l, list(l))
class Tree:
    def __init__(self): self.root = None
    def insert(self, v):
        if self.root is None:
            self.root = [v, None, None]
            return
        n = self.root
        while True:
            i = 1 if v < n[0] else 2
            if n[i] is None:
                n[i] = [v, None, None]
                return
            n = n[i]
    def walk(self, n='root'):
        n = self.root if n == 'root' else n
        if n:
            yield from self.walk(n[1])
            yield n[0]
            yield from self.walk(n[2])
    def height(self, n='root'):
        n = self.root if n == 'root' else n
        return 0 if n is None else 1 + max(self.height(n[1]), self.height(n[2]))
t = Tree()
for v in (5, 2, 8, 1, 9, 3, 7): t.insert(v)
print(list(t.walk()), t.height(), t.root)
class Stack(list):
    push = list.append
    def peek(self): return self[-1]
def balanced(s):
    st = Stack()
    for c in s:
        if c in '([{': st.push(c)
        elif c in ')]}':
            if not st or st.pop() + c not in ('()', '[]', '{}'): return False
    return not st
print([balanced(s) for s in ('([]{})', '([)]', '((', ')', '')])
def rpn(s):
    st = []
    for tok in s.split():
        if tok in '+-*/':
            b, a = st.pop(), st.pop()
            st.append({'+': a + b, '-': a - b, '*': a * b, '/': a // b if b else 0}[tok])
        else: st.append(int(tok))
    return st.pop()
print(rpn('3 4 + 2 *'), rpn('5 1 2 + 4 * + 3 -'))
class Ring:
    def __init__(self, n): self.data, self.at = [None] * n, 0
    def add(self, x):
        self.data[self.at % len(self.data)] = x
        self.at += 1
    def __iter__(self):
        n = len(self.data)
        return (self.data[i % n] for i in range(max(0, self.at - n), self.at))
r = Ring(3)
for i in range(5): r.add(i)
print(list(r), r.data)
a, b = Node(1), Node(2)
a.next, b.next = b, a
def has_cycle(n):
    slow = fast = n
    while fast and fast.next:
        slow, fast = slow.next, fast.next.next
        if slow is fast: return True
    return False
print(has_cycle(a), has_cycle(l.head))
