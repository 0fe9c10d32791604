"""What a list holds while one parameter runs: the curve, its cliffs, and who enters and leaves below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from adapters.impact.words import unit
from engine.population.impact import Axis, Point, Sweep
from web.impact_report.scale import WIDTH, Scale, band, marks, path
from web.impact_report.texts import Both, both, grouped, plain, said, step

TOP: Final = 44
LEFT: Final = 58
RIGHT: Final = WIDTH - 14
FLOOR: Final = 160
BELOW: Final = 200
HEIGHT: Final = 266
_SIZE: Final = 10


@dataclass(frozen=True, slots=True)
class Dot:
    """One value of the parameter: its place and what a pointer over it says, with the bars of who moves."""

    x: float
    y: float
    says: Both
    width: float
    entering_y: float
    entering_height: float
    leaving_height: float


@dataclass(frozen=True, slots=True)
class Cliff:
    """A steep step: where it lies across, and in the middle of it how high."""

    x: float
    width: float
    middle: float
    y: float


@dataclass(frozen=True, slots=True)
class Curve:
    """The drawing: round *marks*, *values* along the foot, the line, its band, dots, cliffs, now and proposed."""

    title: Both
    desc: Both
    label: Both
    marks: tuple[tuple[float, str], ...]
    below: tuple[tuple[float, str], ...]
    zero: float
    values: tuple[tuple[float, float, Both], ...]
    line: str
    band: str
    dots: tuple[Dot, ...]
    cliffs: tuple[Cliff, ...]
    now: float | None
    proposed: float | None
    rows: tuple[tuple[Both, Point, bool], ...]


def label(axis: Axis) -> Both:
    """What *axis* is called, with its unit."""
    counted = both(lambda language: unit(axis, language))
    return said("sweeps.unit", label=axis.label, unit=counted) if any(counted.texts) else plain(axis.label)


def curve(one: Sweep) -> Curve | None:
    """The drawing of *one*, a sweep over one parameter; nothing where it has fewer than two values."""
    axis, points = one.axes[0], one.points
    if len(points) < 2:  # noqa: PLR2004 - one value is no curve
        return None
    sizes = [float(axis.steps[point.at[0]].size) for point in points]
    across = Scale(sizes[0], sizes[-1], LEFT + 6, RIGHT - 6)
    up = marks(0, max(point.listed.high or point.listed.count for point in points))
    level = Scale(0, up[-1], FLOOR, TOP)
    down = marks(-max(point.leaving.count for point in points), max(point.entering.count for point in points), 2)
    below = Scale(down[0], down[-1], HEIGHT - 6, BELOW)
    places = [across(size) for size in sizes]
    by_place = {point.at[0]: x for point, x in zip(points, places, strict=True)}
    return Curve(
        title=said("sweeps.title", list=said("named", title=one.title), label=label(axis)),
        desc=_desc(one),
        label=label(axis),
        marks=tuple((level(mark), grouped(mark)) for mark in up),
        below=tuple((below(mark), grouped(mark, sign=True)) for mark in down),
        zero=below(0),
        values=tuple(_values(axis, points, places)),
        line=path((x, level(point.listed.count)) for x, point in zip(places, points, strict=True)),
        band=_band(points, places, level),
        dots=tuple(_dots(one, places, level, below)),
        cliffs=tuple(_cliffs(one, places, level)),
        now=by_place.get(axis.now) if axis.now is not None else None,
        proposed=by_place.get(axis.proposed) if axis.proposed is not None else None,
        rows=tuple((step(axis, point.at[0]), point, point.at[0] in one.cliffs) for point in points),
    )


def _desc(one: Sweep) -> Both:
    axis, first, last = one.axes[0], one.points[0], one.points[-1]
    return said(
        "sweeps.desc", label=axis.label, first=step(axis, first.at[0]), last=step(axis, last.at[0]),
        from_=grouped(first.listed.count), to=grouped(last.listed.count), cliffs=len(one.cliffs),
    )  # fmt: skip


def _values(axis: Axis, points: Sequence[Point], places: Sequence[float]) -> Iterator[tuple[float, float, Both]]:
    """The values along the foot that have room: the place of each, and the middle of its text."""
    taken = 0.0
    for point, x in zip(points, places, strict=True):
        text = step(axis, point.at[0])
        half = text.breadth(_SIZE) / 2
        middle = round(min(x, WIDTH - half), 1)
        if middle - half >= taken:
            yield x, middle, text
            taken = middle + half + 5


def _band(points: Sequence[Point], places: Sequence[float], level: Scale) -> str:
    if any(point.listed.low is None or point.listed.high is None for point in points):
        return ""
    upper = [(x, level(point.listed.high or 0)) for x, point in zip(places, points, strict=True)]
    lower = [(x, level(point.listed.low or 0)) for x, point in zip(places, points, strict=True)]
    return band(upper, lower)


def _dots(one: Sweep, places: Sequence[float], level: Scale, below: Scale) -> Iterator[Dot]:
    axis = one.axes[0]
    width = round(max(1.5, min(9.0, min(after - x for x, after in pairwise(places)) * 0.7)), 1)
    for point, x in zip(one.points, places, strict=True):
        says = said(
            "sweeps.point", label=axis.label, value=step(axis, point.at[0]), listed=grouped(point.listed.count),
            entering=grouped(point.entering.count), leaving=grouped(point.leaving.count),
        )  # fmt: skip
        top = below(point.entering.count)
        fallen = round(below(-point.leaving.count) - below(0), 1)
        yield Dot(x, level(point.listed.count), says, width, top, round(below(0) - top, 1), fallen)


def _cliffs(one: Sweep, places: Sequence[float], level: Scale) -> Iterator[Cliff]:
    at = {point.at[0]: number for number, point in enumerate(one.points)}
    for cliff in one.cliffs:
        number = at[cliff]
        first, last = places[number - 1], places[number]
        y = min(level(one.points[n].listed.count) for n in (number - 1, number))
        yield Cliff(first, round(last - first, 1), round((first + last) / 2, 1), y)
