# bool, None, Ellipsis, NotImplemented singletons: the errors.
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: bool(NotImplemented))
attempt(lambda: None + 1)
attempt(lambda: None < None)
attempt(lambda: None.x)
attempt(lambda: (lambda v: v[0])(None))
attempt(lambda: len(None))
attempt(lambda: iter(None))
attempt(lambda: (lambda v: v())(None))
attempt(lambda: bool(1, 2))
attempt(lambda: bool(x=1))
attempt(lambda: type(None)(1))
attempt(lambda: setattr(None, 'a', 1))
attempt(lambda: setattr(True, 'a', 1))
attempt(lambda: -None)
attempt(lambda: (lambda v: [1, 2][v])(None))
attempt(lambda: 'a' * None)
attempt(lambda: f'{None:5}')
attempt(lambda: f'{...:5}')
attempt(lambda: int(None))
attempt(lambda: float(None))
attempt(lambda: str(None).join(['a', 'b']))
attempt(lambda: bool.from_bytes(b'\x01'))
attempt(lambda: bool('False'))
import warnings
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter('always')
    print(~True, w[0].category.__name__, str(w[0].message)[:40])
