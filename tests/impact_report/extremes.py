"""Impacts at the edges: nothing, nobody, one of everything, millions, everything unknown, everything hostile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from engine.population.impact import (
    NONE,
    Axis,
    Figure,
    GradeImpact,
    Impact,
    ListImpact,
    Month,
    Move,
    Part,
    Point,
    Standing,
    Step,
    Sweep,
    Workload,
)
from tests.impact.made import HOSTILE, SETTINGS, made, sampled

_CODES: Final = {"kind", "change", "language", "by", "decisions", "strength", "before", "after"}
"""Fields that hold words of ours."""
_MANY: Final = Figure(2_000_000)


def hostile(one: Any, name: str = "") -> Any:
    """*one* with every free text in it replaced by one that would be a program."""
    if isinstance(one, str):
        return one if name in _CODES else HOSTILE
    if isinstance(one, tuple):
        return tuple(hostile(member, "" if isinstance(member, str) and name in ("before", "after") else name)
                     for member in one)  # fmt: skip
    if isinstance(one, Mapping):
        return {key: hostile(value) for key, value in one.items()}
    if is_dataclass(one) and not isinstance(one, type):
        return replace(one, **{field.name: hostile(getattr(one, field.name), field.name) for field in fields(one)})
    return one


def _list(months: tuple[Month, ...], parts: tuple[Part, ...], moved: Figure = _MANY) -> ListImpact:
    before, after = Standing(moved), Standing(NONE)
    return ListImpact("a/b", "名单", "black", before, after, NONE, moved, NONE, months=months, parts=parts)


def _swept(listed: tuple[int, ...], sizes: tuple[int, ...], cliffs: tuple[int, ...] = ()) -> Sweep:
    steps = tuple(Step(f"{size:,} 元", Decimal(size)) for size in sizes)
    points = tuple(Point((n,), Figure(count), Figure(count), NONE) for n, count in enumerate(listed))
    return Sweep("a/b", "名单", (Axis("a/b", "p", "参数", "", steps, 0, len(steps) - 1),), points, cliffs)


def _grid(across: int, down: int) -> Sweep:
    axes = tuple(
        Axis("a/b", name, name, "", tuple(Step(str(n), Decimal(n)) for n in range(size)), 0, 0)
        for name, size in (("x", across), ("y", down))
    )
    points = tuple(Point((i, j), Figure(i * j * 90_000), NONE, NONE) for i in range(across) for j in range(down))
    return Sweep("a/b", "名单", axes, points)


def _with(**values: Any) -> Impact:
    return Impact(SETTINGS, Figure(1), **values)


_DAYS: Final = tuple(date(year, month, 28) for year in range(2014, 2027) for month in range(1, 13))

IMPACTS: Final[Mapping[str, Impact]] = {
    "made": made(),
    "sampled": sampled(),
    "nothing": Impact(SETTINGS, NONE),
    "hostile": hostile(made()),
    "one month": _with(lists=(_list((Month(_DAYS[0], NONE, NONE),), ()),)),
    "a day of two months": _with(lists=(_list(tuple(Month(day, NONE, NONE) for day in _DAYS[:2]), ()),)),
    "thirteen years up and down": _with(
        lists=(_list(tuple(Month(day, Figure(n % 7), Figure(n % 3 * 1_000_000)) for n, day in enumerate(_DAYS)), ()),)
    ),
    "region not known": _with(lists=(_list((), (Part("region", "", _MANY, _MANY),)),)),
    "all in one county": _with(lists=(_list((), (Part("region", "140105", NONE, _MANY),)),)),
    "everybody leaves": _with(lists=(_list((), (Part("kind", "", NONE, _MANY), Part("size", "micro", NONE, NONE))),)),
    "one flow": _with(flows=(Move("clear", "black", Figure(1)),)),
    "every flow": _with(
        flows=tuple(
            Move(before, after, Figure(1 if before < after else 900_000))
            for before in ("no_record", "clear", "unknown", "proposed", "notice", "watch", "black", "red")
            for after in ("no_record", "clear", "unknown", "proposed", "notice", "watch", "black", "red")
        )
    ),
    "sixty departments": _with(
        workload=tuple(
            Workload(f"d{n}", "很长的部门名称" * 4, "m", "措施", "shall", False, Figure(n), Figure(60 - n))
            for n in range(60)
        )
    ),
    "nobody's work": _with(workload=(Workload("d", "部门", "m", "措施", "may", False, NONE, NONE),)),
    "no grade moves": _with(grades=(GradeImpact("a/b", "等级", ("A", "B"), (Move("A", "A", Figure(3)),)),)),
    "a flat curve": _with(sweeps=(_swept((0, 0, 0), (1, 2, 3)),)),
    "one value": _with(sweeps=(_swept((5,), (1,)),)),
    "a hundred values": _with(sweeps=(_swept(tuple(range(2_000_000, 0, -20_000)), tuple(range(100)), (1, 50, 99)),)),
    "values of one size": _with(sweeps=(_swept((3, 2, 1), (7, 7, 7)),)),
    "a grid of one": _with(sweeps=(_grid(1, 1),)),
    "a large grid": _with(sweeps=(_grid(40, 30),)),
    "a grid with a hole": _with(sweeps=(replace(_grid(3, 3), points=_grid(3, 3).points[1:]),)),
}
