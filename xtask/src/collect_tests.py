# Runs the tests of one module of CPython's test package; prints one line for each test: its state and its name.
import importlib
import sys
import unittest

folder, name = sys.argv[1:3]
sys.path.insert(0, folder)


class Lines(unittest.TestResult):
    def say(self, state, test):
        print(state, test.id(), file=sys.__stdout__, flush=True)

    def addSuccess(self, test):
        self.say('pass', test)

    def addError(self, test, error):
        self.say('fail', test)

    addFailure = addError

    def addSkip(self, test, reason):
        self.say('skip', test)

    def addExpectedFailure(self, test, error):
        self.say('pass', test)

    def addUnexpectedSuccess(self, test):
        self.say('fail', test)

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.say('fail', test)


module = importlib.import_module('test.' + name)
unittest.defaultTestLoader.loadTestsFromModule(module).run(Lines())
print('end', file=sys.__stdout__, flush=True)
