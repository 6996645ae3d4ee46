# The very first program: literals and print.
print('hello')
print(1)
print(1, 2, 3)
print()
print('a', 'b', sep='-')
print('no newline', end='')
print('!')
print(-1, 0, 1.5, -2.5, True, False, None)
print('', 'x', '')
print('tab\there', 'quote\'s', "double")
x = 5
print(x)
y = x
print(x, y)
x = 'changed'
print(x, y)
print('sum', 1 + 2)
print(('tuple', 1), ['list', 2], {'dict': 3})
print('a' 'b')
print("end")
