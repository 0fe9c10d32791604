"""An impact as flat tables: one row a fact of the report, the same for every format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from adapters.impact.words import explaining, taken
from adapters.shanxi import full_name
from engine.population.impact import Figure, Impact, Standing, Sweep

Cell = str | int | date | bool | None
Type = Literal["text", "count", "day", "truth"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its *name*, its *type*; *words* are the sort of its codes; a *bound* needs a sample."""

    name: str
    type: Type = "text"
    words: str = ""
    bound: Literal["", "low", "high"] = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: *name*, *columns*, and its *rows* in the order of the impact."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


_POLICY: Final = (Column("policy"), Column("title"))
_STANDING: Final = ("listed", "recorded", "assumed", "proposed", "unknown")
_MOVED: Final = ("entering", "leaving", "staying", "longer", "shorter")


def tables(impact: Impact) -> tuple[Table, ...]:
    """Every table of *impact*, empty ones too."""
    return (
        _settings(impact),
        _table("notes", (Column("language"), Column("note")), _notes(impact)),
        _table(
            "wordings",
            (*_POLICY, Column("language"), Column("side", words="side"), Column("number", "count"),
             Column("sentence")),
            _wordings(impact),
        ),
        _lists(impact),
        _table(
            "months",
            (*_POLICY, Column("day", "day"), *_counts("baseline", "candidate")),
            (
                (one.policy, one.title, month.day, *_three(month.baseline, month.candidate))
                for one in impact.lists
                for month in one.months
            ),
        ),
        _parts(impact),
        _table(
            "grades",
            (*_POLICY, Column("before"), Column("after"), *_counts("subjects")),
            (
                (one.policy, one.title, move.before, move.after, *_three(move.subjects))
                for one in impact.grades
                for move in one.moves
            ),
        ),
        _table(
            "flows",
            (Column("before", words="state"), Column("after", words="state"), *_counts("subjects")),
            ((flow.before, flow.after, *_three(flow.subjects)) for flow in impact.flows),
        ),
        _workload(impact),
        _sweeps(impact),
        _affected(impact),
        _table(
            "undecided",
            (*_POLICY, Column("missing"), *_counts("subjects")),
            ((one.policy, one.title, one.missing, *_three(one.subjects)) for one in impact.undecided),
        ),
    )  # fmt: skip


def _table(name: str, columns: tuple[Column, ...], rows: Iterable[tuple[Cell, ...]]) -> Table:
    return Table(name, columns, tuple(rows))


def _counts(*names: str) -> tuple[Column, ...]:
    """For each of *names* its count and the bounds of it."""
    bounds: tuple[Literal["low", "high"], ...] = ("low", "high")
    return tuple(
        column
        for name in names
        for column in (Column(name, "count"), *(Column(f"{name}_{one}", "count", bound=one) for one in bounds))
    )


def _three(*figures: Figure) -> tuple[int | None, ...]:
    return tuple(cell for one in figures for cell in (one.count, one.low, one.high))


def _settings(impact: Impact) -> Table:
    given, sample = impact.settings, impact.settings.sample
    rows: dict[str, object] = {
        "baseline": f"{given.baseline.name} {given.baseline.hash}",
        "candidate": f"{given.candidate.name} {given.candidate.hash}",
        "population": given.population.name,
        "subjects": given.population.subjects,
        "facts": given.population.facts,
        "synthetic": "yes" if given.population.synthetic else "no",
        "first": given.first,
        "last": given.last,
        "as_of": given.as_of,
        "known_at": given.known_at,
        "decisions": taken(given),
        "sample": f"share {sample.share}, seed {sample.seed}, {sample.subjects} subjects" if sample else "",
        "engine": given.engine,
        "command": given.command,
        "explain": explaining(given),
        "changed": impact.subjects.count,
        "changed_low": impact.subjects.low,
        "changed_high": impact.subjects.high,
        "affected_rows": impact.affected_rows,
    }
    columns = (Column("key", words="setting"), Column("value"))
    return _table("settings", columns, ((key, "" if one is None else str(one)) for key, one in rows.items()))


def _notes(impact: Impact) -> Iterator[tuple[Cell, ...]]:
    for language, notes in impact.notes.items():
        yield from ((language, note) for note in notes)


def _wordings(impact: Impact) -> Iterator[tuple[Cell, ...]]:
    for one in impact.wordings:
        for side, sentences in (("before", one.before), ("after", one.after)):
            for number, sentence in enumerate(sentences, 1):
                yield one.policy, one.title, one.language, side, number, sentence


def _lists(impact: Impact) -> Table:
    sides = [f"{side}_{name}" for side in ("baseline", "candidate") for name in _STANDING]
    columns = (*_POLICY, Column("kind", words="list_kind"), *_counts(*sides, *_MOVED))
    rows = (
        (
            one.policy, one.title, one.kind, *_standing(one.baseline), *_standing(one.candidate),
            *_three(one.entering, one.leaving, one.staying, one.longer, one.shorter),
        )
        for one in impact.lists
    )  # fmt: skip
    return _table("lists", columns, rows)


def _standing(one: Standing) -> tuple[int | None, ...]:
    return _three(one.listed, one.recorded, one.assumed, one.proposed, one.unknown)


def _parts(impact: Impact) -> Table:
    by = Column("by", words="trait")
    columns = (*_POLICY, by, Column("value"), Column("value_name", words="trait"), *_counts("entering", "leaving"))
    rows = (
        (one.policy, one.title, part.by, part.value, part.value, *_three(part.entering, part.leaving))
        for one in impact.lists
        for part in one.parts
    )
    return _table("parts", columns, rows)


def _workload(impact: Impact) -> Table:
    columns = (
        Column("department"), Column("department_title"), Column("measure"), Column("title"),
        Column("strength", words="strength"), Column("reward", "truth"), *_counts("gained", "lost"),
    )  # fmt: skip
    rows = (
        (one.department, one.department_title, one.measure, one.title, one.strength, one.reward,
         *_three(one.gained, one.lost))
        for one in impact.workload
    )  # fmt: skip
    return _table("workload", columns, rows)


def _sweeps(impact: Impact) -> Table:
    columns = (
        *_POLICY, Column("parameter"), Column("value_at"), Column("second_parameter"), Column("second_value"),
        *_counts("listed", "entering", "leaving"), Column("cliff", "truth"),
    )  # fmt: skip
    return _table("sweeps", columns, (row for sweep in impact.sweeps for row in _points(sweep)))


def _points(sweep: Sweep) -> Iterator[tuple[Cell, ...]]:
    for point in sweep.points:
        set_to = [
            cell
            for axis, place in zip(sweep.axes, point.at, strict=True)
            for cell in (f"{axis.policy}:{axis.parameter}", axis.steps[place].text)
        ]
        cliff = len(point.at) == 1 and point.at[0] in sweep.cliffs
        figures = _three(point.listed, point.entering, point.leaving)
        yield sweep.policy, sweep.title, *(*set_to, "", "")[:4], *figures, cliff


def _affected(impact: Impact) -> Table:
    columns = (
        Column("id"), Column("name"), Column("subject_kind", words="kind"), Column("region"),
        Column("region_name"), *_POLICY, Column("change", words="change"),
        Column("before", words="held"), Column("after", words="held"),
        Column("rule"), Column("fact"), Column("subject_key"),
    )  # fmt: skip
    rows = (
        (
            who.id, who.name, who.kind or "", who.region, full_name(who.region), one.policy, one.title,
            one.change, one.before, one.after, one.rule, one.fact, who.key,
        )
        for one in impact.affected
        for who in (one.subject,)
    )  # fmt: skip
    return _table("affected", columns, rows)
