from __future__ import annotations

x: list[int] = 1


def f(a: int | None, *b: *T) -> dict[str, "x"]: ...


class C:
    y: x[1:2, lambda: 0]
