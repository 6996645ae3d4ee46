# An uncaught exception group with causes inside.
def fail(n):
    raise ValueError(f'number {n}')
def collect():
    errors = []
    for n in range(3):
        try:
            fail(n)
        except ValueError as e:
            if n == 2:
                try:
                    raise RuntimeError('wrapped') from e
                except RuntimeError as r:
                    errors.append(r)
            else:
                errors.append(e)
    raise ExceptionGroup('several', [errors[0], ExceptionGroup('nested', errors[1:])])
print('before')
collect()
