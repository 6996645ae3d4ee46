# An uncaught exception: the traceback with carets, causes, notes, and exit status 1.
import sys
print('before', flush=True)
class Config:
    def __init__(self, values):
        self.values = values
    def lookup(self, key):
        return self.values[key]['inner'][0]
def parse(config):
    try:
        return config.lookup('missing')
    except KeyError as error:
        error.add_note('while parsing')
        raise ValueError('bad configuration') from error
def middle(config):
    first = 1
    return first + parse(config) * 2
middle(Config({}))
print('not reached')
