def f(x, y):
    a = f"{x}"
    b = f"a{x!r}b{y:>{x}}c{{}}" "tail"
    c = f"{x=} {y = !s:^10}"
    d = "%s and %r: %5s %-3a%%" % (x, y, a, b)
    e = "%d" % (x,) + "%s" % x
    g = t"{x!r:>{y}} text {y=}" t"more"
    return f"", f"plain", "a" "b", '\ud800', b"\xff" b"", "\N{BULLET}", g, t""
