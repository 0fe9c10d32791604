"""One subject along the days, drawn: its stays on lists, its grades, the measures it is under, its records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

WIDTH: Final = 760
ROW: Final = 36
_TOP: Final = 26
_SIDE: Final = 12
_MOST: Final = 24
"""Measures drawn at most; the sentences beside the drawing have them all."""
_LEAST_DAYS: Final = 120


@dataclass(frozen=True, slots=True)
class Bar:
    """Some days of a row: from *x*, so *wide*, at the height *y*; *open* where no end is in sight."""

    x: float
    y: float
    wide: float
    kind: str
    title: str
    open: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A list, grade or measure: what it is called, at the height *y*, and its bars."""

    label: str
    y: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """A record on its day."""

    x: float
    title: str


@dataclass(frozen=True, slots=True)
class Spans:
    """The whole drawing: its rows, the records, the years below, what comes, and the day asked about."""

    rows: tuple[Row, ...]
    dots: tuple[Dot, ...]
    years: tuple[tuple[float, int], ...]
    coming: tuple[Dot, ...]
    now: float
    height: int
    width: int = WIDTH


@dataclass(frozen=True, slots=True)
class Range:
    """The days that are drawn, *first* to *last* (ordinals)."""

    first: int
    last: int

    def place(self, day: int) -> float:
        """Where the beginning of *day* is."""
        whole = WIDTH - 2 * _SIDE
        return round(_SIDE + whole * (min(max(day, self.first), self.last) - self.first) / (self.last - self.first), 1)


def range_of(verdicts: Iterable[Mapping[str, Any]], facts: Iterable[Mapping[str, Any]] = ()) -> Range:
    """The days that *verdicts* and *facts* speak of, and some before and after."""
    days: list[int] = []
    for one in verdicts:
        days += [day for text in _days_of(one) if (day := _day(text)) is not None]
    days += [day for one in facts if (day := _day(one.get("date"))) is not None]
    first, last = min(days, default=date(2020, 1, 1).toordinal()), max(days, default=date(2026, 1, 1).toordinal())
    room = max((last - first) // 16, _LEAST_DAYS)
    return Range(max(1, first - room), min(date.max.toordinal(), last + room))


def spans(
    verdict: Mapping[str, Any], facts: Iterable[tuple[str | None, str]], drawn: Range, titles: Mapping[str, str]
) -> Spans:
    """*verdict* drawn over the days *drawn*, with *facts* (day, what is said of it); *titles* of its sorts of bars."""
    rows: list[Row] = []
    for label, bars in _rows(verdict, drawn, titles):
        y = _TOP + len(rows) * ROW
        placed = tuple(Bar(bar.x, y + 18, bar.wide, bar.kind, bar.title, bar.open) for bar in bars)
        rows.append(Row(label, y + 13, placed))
    dots = tuple(Dot(drawn.place(day), title) for text, title in facts if (day := _day(text)) is not None)
    coming = tuple(_coming(verdict, drawn, titles))
    years = tuple(_years(drawn))
    now = drawn.place(_day(verdict["as_of"]) or drawn.last)
    return Spans(tuple(rows), dots, years, coming, now, _TOP + len(rows) * ROW + 52)


def _rows(verdict: Mapping[str, Any], drawn: Range, titles: Mapping[str, str]) -> Iterator[tuple[str, Sequence[Bar]]]:
    for one in verdict["lists"]:
        stays = [_bar(drawn, spell["start"], spell["last"], f"{one['kind']} {spell['state']}", titles["stay"])
                 for spell in one["spells"]]  # fmt: skip
        waiting = [_bar(drawn, found["triggered"], found["lapses"] or verdict["as_of"], "proposed", titles["proposed"])
                   for found in one["proposals"]]  # fmt: skip
        if stays or waiting:
            yield one["title"], [*stays, *waiting]
    for one in verdict["grades"]:
        if one["since"]:
            grade = one["grade"] or "?"
            yield f"{one['title']} {grade}", [_bar(drawn, one["since"], verdict["as_of"], "grade", grade)]
    measures: dict[tuple[str, str | None, str | None], Mapping[str, Any]] = {}
    for one in verdict["measures"]:
        if one["withheld"] is None and one["since"]:
            measures.setdefault((one["title"], one["since"], one["last"]), one)
    for one in list(measures.values())[:_MOST]:
        kind = "reward" if one["kind"] == "reward" else "measure"
        yield one["title"], [_bar(drawn, one["since"], one["last"], kind, titles["measure"])]


def _bar(drawn: Range, start: str, last: str | None, kind: str, title: str) -> Bar:
    since = _day(start) or drawn.first
    until = None if last is None else _day(last)
    x = drawn.place(since)
    end = drawn.place(drawn.last if until is None else until + 1)
    said = f"{title} {start} – {last or ''}".rstrip()
    return Bar(x, 0, max(round(end - x, 1), 2.0), kind, said, open=until is None)


def _coming(verdict: Mapping[str, Any], drawn: Range, titles: Mapping[str, str]) -> Iterator[Dot]:
    for one in verdict["forecast"]:
        day = _day(one["day"])
        if day is not None and one["day"] > verdict["as_of"] and drawn.first <= day <= drawn.last:
            yield Dot(drawn.place(day), f"{one['day']} {titles.get(one['what'], one['what'])}")


def _years(drawn: Range) -> Iterator[tuple[float, int]]:
    first, last = date.fromordinal(drawn.first).year + 1, date.fromordinal(drawn.last).year
    step = max(1, (last - first) // 10)
    for year in range(first, last + 1, step):
        yield drawn.place(date(year, 1, 1).toordinal()), year


def _days_of(verdict: Mapping[str, Any]) -> Iterator[str | None]:
    yield verdict["as_of"]
    for one in verdict["lists"]:
        for spell in one["spells"]:
            yield from (spell["start"], spell["last"])
        yield from (found["triggered"] for found in one["proposals"])
    yield from (one["since"] for one in verdict["grades"])
    for one in verdict["measures"]:
        yield from (one["since"], one["last"])
    yield from (one["day"] for one in verdict["forecast"])


def _day(text: Any) -> int | None:
    try:
        return date.fromisoformat(text).toordinal() if text else None
    except (TypeError, ValueError):
        return None
