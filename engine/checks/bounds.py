"""Checks that whatever has two ends has them in their order, and that periods are counted as they may be."""

from __future__ import annotations

from collections.abc import Iterator

from engine.calendar import Period
from engine.checks.spans import is_shorter
from engine.checks.survey import Found, Part
from engine.language.fact_types import Highest, YearlyWindow
from engine.language.grade import GradeKeys
from engine.language.policy import Clock, Publish
from engine.language.shape import InForce, Shape
from engine.language.terms import Range
from engine.problems import Problem


def bounds_in_order(part: Part) -> Iterator[Problem]:
    """The first day comes before the last, and the least is no more than the most."""
    for found, key, low, high in _days_and_scores(part):
        if low is not None and high is not None and high < low:  # type: ignore[operator]  # both are of one type
            yield found.problem("language.bounds_reversed", key, low=_shown(low), high=_shown(high))
    for range_ in part.each(Range):
        yield from _periods(range_, "range", *range_.shape.range)
    for publish in part.each(Publish):
        yield from _periods(publish, "longest", publish.shape.shortest, publish.shape.longest)


def working_days_in_procedure(part: Part) -> Iterator[Problem]:
    """Only procedural limits are counted in working days (S2)."""
    for found in part.all():
        for name in type(found.shape).model_fields if not isinstance(found.shape, Clock) else ():
            value = getattr(found.shape, name)
            for period in value if isinstance(value, tuple) else (value,):
                if isinstance(period, Period) and period.unit == "working_days":
                    yield found.problem("language.working_days", name.rstrip("_"), given=period)


def one_thing_highest(part: Part) -> Iterator[Problem]:
    """The highest value over rows is that of one field or of one ratio."""
    for found in part.each(Highest):
        if (found.shape.of is None) == (found.shape.ratio is None):
            yield found.problem("language.highest_shape")


def _days_and_scores(part: Part) -> Iterator[tuple[Found[Shape], str, object, object]]:
    for days in part.each(InForce):
        yield days, "to", days.shape.from_, days.shape.to
    for window in part.each(YearlyWindow):
        yield window, "to", window.shape.from_, window.shape.to
    for grade in part.each(GradeKeys):
        yield grade, "score", *grade.shape.score


def _periods(found: Found[Shape], key: str, low: Period | None, high: Period | None) -> Iterator[Problem]:
    if low is not None and high is not None and is_shorter(high, low):
        yield found.problem("language.bounds_reversed", key, low=low, high=high)


def _shown(bound: object) -> str:
    return "-".join(f"{part:02}" for part in bound) if isinstance(bound, tuple) else str(bound)
