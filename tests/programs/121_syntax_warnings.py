# runner: stderr
# Warnings at compile time: on standard error with the source line, and as records of the warnings module.
import warnings
def compiled(source):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter('always')
        compile(source, '<case>', 'exec')
    for w in caught:
        print(repr(source), '|', w.category.__name__, '|', w.message, '|', w.filename, w.lineno)
    if not caught:
        print(repr(source), '| nothing')
for source in ('x is 1', '1 is x', 'x is not "a"', 'x is ()', 'x is None', 'x is ...', '(1)(2)', '"a"()', 'None()', '[1](2)', '[1]["a"]', '(1, 2)[1.5]',
               '"abc"["x"]', '{1}[0]', '(lambda: 0)[0]', '[1, 2][None]', 'assert (1, "always true")', 'assert 1', '"\\d"', 'b"\\q"', 'f"{1}\\d"', 'r"\\d"', '"\\400"',
               'def f():\n  try: pass\n  finally: return 1', 'for x in y:\n  try: pass\n  finally: break', 'for x in y:\n  try: pass\n  finally:\n    continue',
               'def f():\n  try: pass\n  finally:\n    def g(): return 1', '1if x else 2', '0x1for x in y', '1_000', 'f"{x}"()', '{}()', 'x[1, 2]', '"a" "b"()'):
    try:
        compiled(source)
    except SyntaxError as e:
        print(repr(source), '| error |', e)
with warnings.catch_warnings():
    warnings.simplefilter('error')
    for source in ('x is 1', '"\\d"'):
        try:
            compile(source, '<as error>', 'exec')
        except SyntaxError as e:
            print('error', e.msg, e.lineno, e.offset)
print('now on standard error', 5 is 5)
warnings.warn('user warning')
warnings.warn('deprecated', DeprecationWarning)
def inner(): warnings.warn('from caller', RuntimeWarning, stacklevel=2)
inner()
