"""A list over the months: both policies as lines, and what lies between them drawn to its own scale below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from engine.population.impact import Figure, ListImpact, Month
from web.impact_report.scale import WIDTH, Scale, band, marks, path
from web.impact_report.texts import Both, grouped, plain, said

TOP: Final = 10
LEFT: Final = 58
RIGHT: Final = WIDTH - 8
FLOOR: Final = 132
_BELOW: Final = 152
HEIGHT: Final = 214
_YEARS: Final = 6
_FEW: Final = 2
"""Years: over fewer, months are told."""
_MONTHS: Final = 4


@dataclass(frozen=True, slots=True)
class Slice:
    """One month: where it lies, what a pointer over it says, and the bar of the difference."""

    x: float
    width: float
    says: Both
    bar_y: float
    bar_height: float
    more: bool


@dataclass(frozen=True, slots=True)
class Series:
    """The drawing of one list: round *marks* with their places, *years*, lines, bands and slices."""

    title: Both
    caption: Both
    desc: Both
    height: int
    marks: tuple[tuple[float, str], ...]
    below: tuple[tuple[float, str], ...]
    zero: float
    years: tuple[tuple[float, str], ...]
    baseline: str
    candidate: str
    bands: tuple[tuple[str, str], ...]
    as_of: float | None
    slices: tuple[Slice, ...]


def series(one: ListImpact, as_of: date) -> Series | None:
    """How the list *one* grows and shrinks; nothing where there are no months."""
    months = one.months
    if len(months) < 2:  # noqa: PLR2004 - one month is no line
        return None
    half = (RIGHT - LEFT) / len(months) / 2  # there are bars below the line, one a month
    days = Scale(months[0].day.toordinal(), months[-1].day.toordinal(), LEFT + half, RIGHT - half)
    high = max(_high(figure) for month in months for figure in (month.baseline, month.candidate))
    up = marks(0, high)
    level = Scale(0, up[-1], FLOOR, TOP)
    differences = [month.candidate.count - month.baseline.count for month in months]
    down = marks(min(0, *differences), max(0, *differences), 2)
    below = Scale(down[0], down[-1], HEIGHT - 6, _BELOW + 8)
    return Series(
        title=said("lists.series", list=said("named", title=one.title)),
        caption=said("lists.series_caption"),
        desc=_desc(months),
        height=HEIGHT if any(differences) else _BELOW,
        marks=tuple((level(mark), grouped(mark)) for mark in up),
        below=tuple((below(mark), grouped(mark, sign=True)) for mark in down) if any(differences) else (),
        zero=below(0),
        years=tuple(years([month.day for month in months], days)),
        baseline=path((days(month.day.toordinal()), level(month.baseline.count)) for month in months),
        candidate=path((days(month.day.toordinal()), level(month.candidate.count)) for month in months),
        bands=tuple(_bands(months, days, level)),
        as_of=days(as_of.toordinal()) if months[0].day <= as_of <= months[-1].day else None,
        slices=tuple(_slices(months, days, below)),
    )


def _high(figure: Figure) -> int:
    return figure.count if figure.high is None else figure.high


def _desc(months: Sequence[Month]) -> Both:
    first, last = months[0], months[-1]
    return said(
        "lists.series_desc", first=first.day, last=last.day,
        baseline_first=grouped(first.baseline.count), baseline_last=grouped(last.baseline.count),
        candidate_first=grouped(first.candidate.count), candidate_last=grouped(last.candidate.count),
    )  # fmt: skip


def years(days: Sequence[date], across: Scale) -> Iterator[tuple[float, str]]:
    """The years that begin within *days*, each with its place *across*, not so many that they touch.

    Where there are hardly any, months.
    """
    if days[-1].year - days[0].year < _FEW:
        every = -(-len(days) // _MONTHS)
        yield from ((across(day.toordinal()), f"{day:%Y-%m}") for day in days[every // 2 :: every])
        return
    found = [year for year in range(days[0].year, days[-1].year + 1) if days[0] <= date(year, 1, 31)]
    every = -(-len(found) // _YEARS) or 1
    for year in found[::every]:
        yield across(max(date(year, 1, 1), days[0]).toordinal()), str(year)


def _bands(months: Sequence[Month], days: Scale, level: Scale) -> Iterator[tuple[str, str]]:
    """The bounds of either line where all of it has bounds."""
    for name in ("baseline", "candidate"):
        figures = [month.baseline if name == "baseline" else month.candidate for month in months]
        if any(one.low is None or one.high is None for one in figures):
            continue
        places = [days(month.day.toordinal()) for month in months]
        upper = [(x, level(one.high or 0)) for x, one in zip(places, figures, strict=True)]
        lower = [(x, level(one.low or 0)) for x, one in zip(places, figures, strict=True)]
        yield name, band(upper, lower)


def _slices(months: Sequence[Month], days: Scale, below: Scale) -> Iterator[Slice]:
    width = (RIGHT - LEFT) / len(months)
    for month in months:
        difference = month.candidate.count - month.baseline.count
        says = said(
            "lists.month", day=plain(f"{month.day:%Y-%m-%d}"),
            baseline=grouped(month.baseline.count), candidate=grouped(month.candidate.count),
        )  # fmt: skip
        top, bottom = sorted((below(difference), below(0)))
        x = round(days(month.day.toordinal()) - width / 2, 1)
        yield Slice(x, round(width, 1), says, top, round(bottom - top, 1), difference > 0)
