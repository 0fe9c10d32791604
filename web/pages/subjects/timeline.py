"""All that is known of a subject along the years: stays, grades and measures as bars, facts as marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final

from adapters.cli.wording import Wording
from web.pages.frame import say

Json = Mapping[str, Any]
WIDTH: Final = 960
_LEFT: Final = 262
_RIGHT: Final = 14
_ROW: Final = 26
_HEAD: Final = 28
_TOP: Final = 26
_CHINESE: Final = 13.0
_LATIN: Final = 7.2
_ROOM: Final = 40
_LONGEST: Final = timedelta(days=5 * 366)
"""So far ahead of the day asked a bar is drawn at most."""
_AFTER: Final = timedelta(days=60)
"""So far beyond the last day the drawing goes."""
_MOST: Final = 40
"""Rows of one sort at most."""


@dataclass(frozen=True)
class Bar:
    """Some days: from *x*, so *wide*; *sort* is how it looks, *title* what it says."""

    x: float
    wide: float
    sort: str
    title: str
    label: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class Mark:
    """One day at *x*."""

    x: float
    sort: str
    title: str


@dataclass(frozen=True)
class Row:
    """One thing along the years, at *y*; a *heading* where it is one."""

    y: int
    label: str
    title: str
    bars: tuple[Bar, ...] = ()
    marks: tuple[Mark, ...] = ()
    is_heading: bool = False


@dataclass(frozen=True)
class Drawing:
    """All rows, the years at their places, and where the day asked is."""

    rows: tuple[Row, ...]
    years: tuple[tuple[float, int], ...]
    now: float
    height: int
    day: str
    left_out: int
    width: int = WIDTH
    left: int = _LEFT

    @property
    def things(self) -> Iterator[tuple[str, str, str]]:
        """The same as a table has it: what sort of thing, which, and when."""
        sort = ""
        for row in self.rows:
            if row.is_heading:
                sort = row.title
                continue
            titles = (*(one.title for one in row.bars), *(one.title for one in row.marks))
            yield from ((sort, row.title, one) for one in titles)


@dataclass(frozen=True)
class _Span:
    start: str
    last: str | None
    sort: str
    title: str
    label: str = ""


@dataclass(frozen=True)
class _Line:
    label: str
    spans: tuple[_Span, ...] = ()
    days: tuple[tuple[str, str, str], ...] = ()


def drawing(
    words: Wording, verdict: Json, facts: Iterable[Json], beside: Iterable[tuple[Json, Iterable[Json]]] = ()
) -> Drawing:
    """What a *verdict* and the *facts* (as the API shows them) come to along the years.

    The years are those of what stands *beside*, too, so that both can be compared.
    """
    sections = _sections(words, verdict, facts)
    others = [_sections(words, *one) for one in beside]
    day = date.fromisoformat(verdict["as_of"])
    scale = _Scale(day, [line for one in (sections, *others) for lines in one.values() for line in lines])
    rows: list[Row] = []
    y, left_out = _TOP, 0
    for key, lines in sections.items():
        if not lines:
            continue
        told = say(f"subjects.time.{key}")
        rows.append(Row(y, told, told, is_heading=True))
        y += _HEAD
        left_out += max(0, len(lines) - _MOST)
        for line in lines[:_MOST]:
            rows.append(scale.row(line, y))
            y += _ROW
    return Drawing(tuple(rows), scale.years(), scale.place(day), y + 8, verdict["as_of"], left_out)


def _sections(words: Wording, verdict: Json, facts: Iterable[Json]) -> Mapping[str, list[_Line]]:
    return {
        "lists": [*_lists(verdict)],
        "grades": [*_grades(words, verdict)],
        "measures": [*_measures(verdict)],
        "facts": [*_facts(words, verdict, facts)],
    }


class _Scale:
    """Puts days to their places: from the first day of the first year there is anything to a little after the last."""

    def __init__(self, day: date, lines: Iterable[_Line]) -> None:
        days = [one for line in lines for one in _days(line)]
        first = min([day, *days])
        self.end = _later(min(max([day, *days]), _later(day, _LONGEST)), _AFTER)
        self.first = date(first.year, 1, 1)
        self.scale = (WIDTH - _LEFT - _RIGHT) / (self.end - self.first).days

    def place(self, day: date) -> float:
        return round(_LEFT + (min(day, self.end) - self.first).days * self.scale, 1)

    def years(self) -> tuple[tuple[float, int], ...]:
        step = max(1, (self.end.year - self.first.year) // 12)
        return tuple((self.place(date(year, 1, 1)), year) for year in range(self.first.year, self.end.year + 1, step))

    def row(self, line: _Line, y: int) -> Row:
        bars = tuple(map(self._bar, line.spans))
        marks = tuple(Mark(self.place(date.fromisoformat(on)), sort, title) for on, sort, title in line.days)
        return Row(y, _fitting(line.label), line.label, bars, marks)

    def _bar(self, span: _Span) -> Bar:
        x = self.place(date.fromisoformat(span.start))
        end = self.end if span.last is None else _later(date.fromisoformat(span.last), timedelta(days=1))
        wide = max(3.0, round(self.place(end) - x, 1))
        label = span.label if _width(span.label) <= wide else ""
        return Bar(x, wide, span.sort, span.title, label, is_open=span.last is None)


def _later(day: date, by: timedelta) -> date:
    """The day that comes after *day* *by* so much, or the last there is."""
    return day + min(by, date.max - day)


def _days(line: _Line) -> Iterator[date]:
    for span in line.spans:
        yield date.fromisoformat(span.start)
        if span.last is not None:
            yield date.fromisoformat(span.last)
    yield from (date.fromisoformat(on) for on, _, _ in line.days)


def _lists(verdict: Json) -> Iterator[_Line]:
    for one in verdict["lists"]:
        spans = tuple(_stay(one["kind"], spell) for spell in one["spells"])
        waiting = tuple(
            (proposal["triggered"], "proposal", say("subjects.time.proposed", day=proposal["triggered"]))
            for proposal in one["proposals"]
        )
        if spans or waiting:
            yield _Line(one["title"], spans, waiting)


def _stay(kind: str, spell: Json) -> _Span:
    state = spell["state"]
    last = spell["last"] if state == "ended" else spell["last_at_most"]
    sort = f"{kind} {state}"
    said = {"start": spell["start"], "last": spell["last"] or ""}
    key = state if state != "open" or spell["last"] else "open_ended"
    return _Span(spell["start"], last, sort, say(f"subjects.time.stay.{key}", **said))


def _grades(words: Wording, verdict: Json) -> Iterator[_Line]:
    for one in verdict["grades"]:
        if one["since"] is None:
            continue
        held = one["grade"] or words.listed(one["possible"])
        told = say("subjects.time.grade", grade=held, since=one["since"], year=one["year"])
        yield _Line(one["title"], (_Span(one["since"], verdict["as_of"], "grade", told, held),))


def _measures(verdict: Json) -> Iterator[_Line]:
    def title(one: Json) -> str:
        return str(one["title"])

    for name, same in groupby(sorted(verdict["measures"], key=title), title):
        spans = {
            (one["since"], one["last"], "withheld" if one["withheld"] else one["kind"])
            for one in same
            if one["since"] is not None
        }
        if spans:
            ordered = sorted(spans, key=lambda span: (span[0], span[1] or "9"))
            yield _Line(name, tuple(_in_force(*span) for span in ordered))


def _in_force(since: str, last: str | None, kind: str) -> _Span:
    key = "until" if last else "open"
    sort = "reward" if kind == "reward" else "withheld" if kind == "withheld" else "measure"
    return _Span(since, last, sort, say(f"subjects.time.measure.{key}", since=since, last=last or ""))


def _facts(words: Wording, verdict: Json, facts: Iterable[Json]) -> Iterator[_Line]:
    gone = {*verdict["revoked"], *verdict["duplicates"]}

    def type_of(one: Json) -> str:
        return str(one["fact"]["type"])

    for name, same in groupby(sorted(facts, key=lambda one: (type_of(one), one["fact"]["date"])), type_of):
        yield _Line(words.fact_type(name), days=tuple(_mark(one["fact"], gone) for one in same))


def _mark(fact: Json, gone: set[str]) -> tuple[str, str, str]:
    revoked = fact["id"] in gone
    key = "revoked" if revoked else "fact"
    return fact["date"], key, say(f"subjects.time.mark.{key}", day=fact["date"], id=fact["id"])


def _fitting(label: str) -> str:
    """*label* as far as there is room for it."""
    room = _LEFT - _ROOM
    if _width(label) <= room:
        return label
    kept = label
    while kept and _width(kept) + _CHINESE > room:
        kept = kept[:-1]
    return f"{kept}…"


def _width(label: str) -> float:
    return 8 + sum(_LATIN if character.isascii() else _CHINESE for character in label)
