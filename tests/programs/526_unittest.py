# unittest: assertions, fixtures, subtests, skips, expected failures, mocks, results.
import unittest, io, sys
from unittest import mock
class T(unittest.TestCase):
    @classmethod
    def setUpClass(cls): print('setUpClass')
    def setUp(self): self.v = [1]
    def tearDown(self): self.v = None
    def test_ok(self):
        self.assertEqual(1, 1)
        self.assertTrue(True)
        self.assertIn(1, self.v)
        self.assertRaises(ZeroDivisionError, lambda: 1 / 0)
        with self.assertRaisesRegex(ValueError, 'ba.'): raise ValueError('bad')
        self.assertAlmostEqual(0.1 + 0.2, 0.3)
        self.assertIsNone(None)
        self.assertIsInstance(1, int)
        self.assertGreater(2, 1)
        self.assertCountEqual([1, 2], [2, 1])
        self.assertRegex('abc', 'b')
    def test_fail(self): self.assertEqual([1, 2, 3], [1, 2, 4])
    def test_error(self): 1 / 0
    @unittest.skip('why')
    def test_skip(self): pass
    @unittest.expectedFailure
    def test_expected(self): self.fail('as expected')
    @unittest.expectedFailure
    def test_unexpected(self): pass
    def test_sub(self):
        for i in range(3):
            with self.subTest(i=i): self.assertNotEqual(i, 1)
    def test_cleanup(self): self.addCleanup(print, 'cleanup ran')
    def test_skip_inside(self): self.skipTest('inside')
class A(unittest.IsolatedAsyncioTestCase):
    async def test_async(self): self.assertEqual(await self.co(), 5)
    async def co(self): return 5
s = unittest.TestSuite()
for c in (T, A): s.addTests(unittest.defaultTestLoader.loadTestsFromTestCase(c))
r = unittest.TestResult()
s.run(r)
print(r.testsRun, [str(t).split()[0] for t, _ in r.failures], [str(t).split()[0] for t, _ in r.errors], [(str(t).split()[0], m) for t, m in r.skipped], len(r.expectedFailures), len(r.unexpectedSuccesses), r.wasSuccessful())
for t, tb in r.failures: print(tb.splitlines()[-1] if 'sub' in str(t) else tb.split('AssertionError')[1])
for f in (lambda t: t.assertEqual('abc\ndef', 'abc\nxyz'), lambda t: t.assertEqual({'a': 1}, {'a': 2}), lambda t: t.assertIn(5, [1]), lambda t: t.assertTrue(0), lambda t: t.assertIs(None, 1), lambda t: t.assertAlmostEqual(1, 2), lambda t: t.assertRaises(ValueError, int, '5'), lambda t: t.assertLess(2, 1), lambda t: t.assertEqual(1, 2, 'custom'), lambda t: t.assertDictEqual({1: 2}, {1: 3}), lambda t: t.assertSetEqual({1}, {2}), lambda t: t.assertIsInstance(1, str), lambda t: t.fail('failed'), lambda t: t.assertRegex('a', 'b'), lambda t: t.assertCountEqual([1, 1], [1])):
    try:
        f(unittest.TestCase())
    except AssertionError as e:
        print(str(e))
m = mock.Mock(return_value=5)
print(m(1, k=2), m.called, m.call_args, m.call_count, m.a.b.c() is m.a.b.c(), m.mock_calls[:1])
m.assert_called_once_with(1, k=2)
try:
    m.assert_called_with(9)
except AssertionError as e:
    print(e)
m.side_effect = [1, ValueError('se')]
print(m())
try:
    m()
except ValueError as e:
    print(e)
with mock.patch('os.getcwd', return_value='/mocked'):
    import os
    print(os.getcwd())
mm = mock.MagicMock()
mm.__len__.return_value = 3
print(len(mm), mm[5] is not None, mock.call(1) == mock.call(1), mock.ANY == 5, mock.sentinel.x, mock.Mock(spec=['a']).a is not None)
try:
    mock.Mock(spec=['a']).b
except AttributeError as e:
    print(e)
with mock.patch.dict('os.environ', {'X_Y': '1'}): print(os.environ['X_Y'])
out = io.StringIO()
res = unittest.TextTestRunner(stream=out, verbosity=2).run(unittest.defaultTestLoader.loadTestsFromTestCase(A))
print(out.getvalue().splitlines()[0], res.wasSuccessful())
