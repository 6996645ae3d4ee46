# An uncaught exception of a class of our own with notes, raised several calls deep, multi-line expressions.
class ConfigError(Exception):
    def __init__(self, key, reason):
        super().__init__(key, reason)
        self.key, self.reason = key, reason
    def __str__(self):
        return f'{self.key}: {self.reason}'
def check(config, *, required):
    for key in required:
        if key not in config:
            error = ConfigError(key, 'is missing')
            error.add_note('known keys: ' + ', '.join(sorted(config)))
            raise error
def load(name):
    return check(
        {'host': 'h', 'port': 1},
        required=['host',
                  name],
    )
print('start')
load('port')
result = [load(n) for n in ('host', 'user')]
print('not reached')
